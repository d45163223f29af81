package dev.narae.conformance;

import dev.narae.Backends;
import dev.narae.Device;
import org.junit.jupiter.api.BeforeAll;

/**
 * The conformance suite on the device that {@code narae.test.device} names: what the GPU bundle
 * runs on a real GPU. Its name keeps it out of the build's own tests.
 */
final class DeviceConformance extends ConformanceSuite {
  private static final Device DEVICE = Device.of(System.getProperty("narae.test.device", "cuda"));

  /** Fails at once, and with the reason, where there is no such device. */
  @BeforeAll
  static void open() {
    Backends.open(DEVICE);
  }

  @Override
  protected Device device() {
    return DEVICE;
  }
}
