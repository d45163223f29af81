package dev.narae.cpu;

import dev.narae.Device;
import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;

/** The cpu backend in other configurations than this machine's best, as devices of their own. */
public final class CpuVariants {
  private static final int THREADS = 2;

  private CpuVariants() {}

  /** One configuration as a provider that is never the default. */
  abstract static class Variant implements BackendProvider {
    private final Device device;
    private final int threads;
    private final int vectorBits;

    Variant(String name, int threads, int vectorBits) {
      this.device = Device.of(name);
      this.threads = threads;
      this.vectorBits = vectorBits;
    }

    @Override
    public String name() {
      return device.type();
    }

    @Override
    public int priority() {
      return -200;
    }

    @Override
    public Probe probe() {
      return new Probe.Available(1, "%d threads, %d-bit vectors".formatted(threads, vectorBits));
    }

    @Override
    public Backend open(int ordinal) {
      CpuOptions options = new CpuOptions(threads, vectorBits, Long.MAX_VALUE);
      return new RenamedBackend(new CpuBackend(options), device);
    }
  }

  /** Vectors of 128 bits, as on the smallest machines that have vectors. */
  public static final class Vector128 extends Variant {
    /** Made by the service loader. */
    public Vector128() {
      super("cpu-128", THREADS, Math.min(128, VectorUnit.widestBits()));
    }
  }

  /** Scalar loops, as without the Vector API. */
  public static final class Scalar extends Variant {
    /** Made by the service loader. */
    public Scalar() {
      super("cpu-scalar", THREADS, 0);
    }
  }

  /** The widest vectors on a single thread. */
  public static final class OneThread extends Variant {
    /** Made by the service loader. */
    public OneThread() {
      super("cpu-single", 1, VectorUnit.widestBits());
    }
  }
}
