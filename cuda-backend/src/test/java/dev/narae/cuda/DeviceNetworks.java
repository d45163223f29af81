package dev.narae.cuda;

import dev.narae.Backends;
import dev.narae.Device;
import dev.narae.nn.NetworkSuite;
import org.junit.jupiter.api.BeforeAll;

/**
 * Modules, losses and optimizers on the device that {@code narae.test.device} names: what the GPU
 * bundle runs on a real GPU. Its name keeps it out of the build's own tests.
 */
final class DeviceNetworks extends NetworkSuite {
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
