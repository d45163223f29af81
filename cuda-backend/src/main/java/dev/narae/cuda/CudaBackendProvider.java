package dev.narae.cuda;

import dev.narae.DeviceException;
import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Diagnosis;
import dev.narae.spi.Probe;

/** Offers NVIDIA GPUs as devices {@code cuda:0}, {@code cuda:1} and so on. */
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
    return switch (discovery.find()) {
      case Finding.Missing(String reason) -> new Probe.Unavailable(reason);
      case Finding.Complete found ->
          new Probe.Available(found.driver().gpus().size(), found.toString());
    };
  }

  @Override
  public Diagnosis diagnose() {
    return discovery.diagnose();
  }

  @Override
  public Backend open(int ordinal) {
    return switch (discovery.find()) {
      case Finding.Missing(String reason) ->
          throw new DeviceException("cuda:%d: %s".formatted(ordinal, reason));
      case Finding.Complete found -> CudaBackend.open(found, ordinal, CudaOptions.fromSystem());
    };
  }
}
