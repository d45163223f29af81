package dev.narae.cuda;

import jcuda.driver.CUdeviceptr;

/** An address of device memory, for the functions of JCuda that take no other pointer. */
final class DeviceAddress extends CUdeviceptr {
  DeviceAddress(long address) {
    super(new CUdeviceptr(), address);
  }
}
