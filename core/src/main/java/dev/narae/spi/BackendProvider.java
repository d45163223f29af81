package dev.narae.spi;

/**
 * Finds out whether a backend can run here, and opens it; looked up by {@link
 * java.util.ServiceLoader}. Loading the class must not touch vector or GPU classes.
 */
public interface BackendProvider {
  /** The device type it serves, such as {@code cpu}. */
  String name();

  /** The default device is the available provider of the highest priority. */
  int priority();

  /** Whether the backend can run here; never throws. */
  Probe probe();

  /**
   * Everything the provider can tell about this machine, whether the backend can run or not; never
   * throws. It may load native libraries and measure, which takes up to a few seconds.
   */
  default Diagnosis diagnose() {
    return Diagnosis.NONE;
  }

  /**
   * Opens device {@code ordinal}.
   *
   * @throws dev.narae.DeviceException if there is no such device
   */
  Backend open(int ordinal);
}
