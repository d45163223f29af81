package dev.narae.cpu;

import dev.narae.Device;
import dev.narae.conformance.ConformanceSuite;

/** The conformance suite on the processor: vectors of 128 bits. */
final class Cpu128ConformanceTest extends ConformanceSuite {
  @Override
  protected Device device() {
    return Device.of("cpu-128");
  }
}
