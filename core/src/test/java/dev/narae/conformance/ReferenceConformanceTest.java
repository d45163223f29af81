package dev.narae.conformance;

import dev.narae.Device;

/** The reference backend passes what it is the oracle for. */
final class ReferenceConformanceTest extends ConformanceSuite {
  @Override
  protected Device device() {
    return OnDevice.REFERENCE;
  }
}
