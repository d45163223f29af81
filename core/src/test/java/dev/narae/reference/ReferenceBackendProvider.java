package dev.narae.reference;

import dev.narae.DeviceException;
import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;

/** Offers the reference backend as device {@code reference}; never the default beside another. */
public final class ReferenceBackendProvider implements BackendProvider {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public int priority() {
    return -100;
  }

  @Override
  public Probe probe() {
    return new Probe.Available(1, "naive loops in double precision, for tests");
  }

  @Override
  public Backend open(int ordinal) {
    if (ordinal != 0) {
      throw new DeviceException(
          "device reference:%d does not exist; the only one is reference".formatted(ordinal));
    }
    return new ReferenceBackend();
  }
}
