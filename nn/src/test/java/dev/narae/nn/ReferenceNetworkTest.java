package dev.narae.nn;

import dev.narae.Device;

/** Modules, losses and optimizers on the reference backend, which has no fused kernels. */
final class ReferenceNetworkTest extends NetworkSuite {
  @Override
  protected Device device() {
    return Device.of("reference");
  }
}
