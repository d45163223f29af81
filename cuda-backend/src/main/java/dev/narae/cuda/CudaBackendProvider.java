package dev.narae.cuda;

import dev.narae.DeviceException;
import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;

/**
 * Offers NVIDIA GPUs as devices {@code cuda:0}, {@code cuda:1} and so on.
 *
 * <p>This version looks for the GPUs, the driver and NVIDIA's libraries and reports what it found;
 * it computes nothing, so its probe is never {@link Probe.Available}.
 */
public final class CudaBackendProvider implements BackendProvider {
  private final Discovery discovery;

  /** Made by {@link java.util.ServiceLoader}. */
  public CudaBackendProvider() {
    // A lambda, for a method reference could load JCuda's classes before the driver is found.
    this(new Discovery(Places.ofThisMachine(), library -> JcudaDriver.read(library)));
  }

  CudaBackendProvider(Discovery discovery) {
    this.discovery = discovery;
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public Probe probe() {
    return new Probe.Unavailable(reason());
  }

  @Override
  public Backend open(int ordinal) {
    throw new DeviceException("cuda:%d: %s".formatted(ordinal, reason()));
  }

  private String reason() {
    return switch (discovery.find()) {
      case Finding.Missing(String reason) -> reason;
      case Finding.Complete(DriverReport driver, Toolkit toolkit) ->
          "found %s, %s; this version of Narae does not compute on GPUs yet: use device cpu"
              .formatted(driver, toolkit);
    };
  }
}
