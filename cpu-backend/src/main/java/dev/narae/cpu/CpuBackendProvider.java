package dev.narae.cpu;

import dev.narae.DeviceException;
import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Diagnosis;
import dev.narae.spi.Probe;

/** Offers the processor as device {@code cpu}: always there, and the last resort. */
public final class CpuBackendProvider implements BackendProvider {

  /** Made by {@link java.util.ServiceLoader}. */
  public CpuBackendProvider() {}

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Probe probe() {
    try {
      CpuOptions options = CpuOptions.fromSystem();
      return new Probe.Available(
          1,
          "%d %s, %s"
              .formatted(
                  options.threads(),
                  options.threads() == 1 ? "thread" : "threads",
                  VectorUnit.describe(options.vectorBits())));
    } catch (DeviceException e) {
      return new Probe.Unavailable(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Diagnosis diagnose() {
    return CpuDiagnosis.make();
  }

  @Override
  public Backend open(int ordinal) {
    if (ordinal != 0) {
      throw new DeviceException(
          "cpu:%d: there is one cpu device; use cpu or cpu:0".formatted(ordinal));
    }
    if (!VectorUnit.present()) {
      System.err.println(
          "narae: the Vector API is missing, so cpu computes with slow scalar loops; start java"
              + " with --add-modules "
              + VectorUnit.MODULE);
    }
    return new CpuBackend(CpuOptions.fromSystem());
  }
}
