package dev.narae.nn;

import dev.narae.Device;

/** Modules, losses and optimizers on the processor, the widest vectors from the first call. */
final class CpuWidestNetworkTest extends NetworkSuite {
  @Override
  protected Device device() {
    return Device.of("cpu-widest");
  }
}
