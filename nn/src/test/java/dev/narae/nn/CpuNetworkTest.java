package dev.narae.nn;

import dev.narae.Device;

/**
 * Modules, losses and optimizers on the processor as a program finds it: scalar loops until vectors
 * are ready.
 */
final class CpuNetworkTest extends NetworkSuite {
  @Override
  protected Device device() {
    return Device.of("cpu");
  }
}
