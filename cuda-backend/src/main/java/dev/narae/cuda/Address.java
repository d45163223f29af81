package dev.narae.cuda;

import jcuda.Pointer;

/** An address of device or off-heap memory as JCuda takes it. */
final class Address extends Pointer {
  Address(long address) {
    super(address);
  }
}
