package dev.narae.nn;

import dev.narae.Device;

/** Modules, losses and optimizers on the processor, vectors of 128 bits. */
final class Cpu128NetworkTest extends NetworkSuite {
  @Override
  protected Device device() {
    return Device.of("cpu-128");
  }
}
