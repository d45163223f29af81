package dev.narae.nn;

import dev.narae.Device;

/** Modules, losses and optimizers on the processor, scalar loops. */
final class CpuScalarNetworkTest extends NetworkSuite {
  @Override
  protected Device device() {
    return Device.of("cpu-scalar");
  }
}
