package dev.narae.cpu;

import dev.narae.Device;
import dev.narae.conformance.ConformanceSuite;

/** The conformance suite on the processor: scalar loops. */
final class CpuScalarConformanceTest extends ConformanceSuite {
  @Override
  protected Device device() {
    return Device.of("cpu-scalar");
  }
}
