package dev.narae.cpu;

import dev.narae.Device;
import dev.narae.conformance.ConformanceSuite;

/** The conformance suite on the processor: the widest vectors. */
final class CpuConformanceTest extends ConformanceSuite {
  @Override
  protected Device device() {
    return Device.of("cpu-widest");
  }
}
