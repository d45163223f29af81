package dev.narae.cpu;

import dev.narae.Device;
import dev.narae.cpu.vector.ConvVectors;
import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;

/** The cpu backend in other configurations than this machine's best, as devices of their own. */
public final class CpuVariants {
  private static final int THREADS = 2;
  private static final String TIER = "narae.kernel.tier";

  private CpuVariants() {}

  /** One configuration as a provider that is never the default. */
  abstract static class Variant implements BackendProvider {
    private final Device device;
    private final int threads;
    private final int vectorBits;
    private final long memoryLimit;

    Variant(String name, int threads, int vectorBits) {
      this(name, threads, vectorBits, Long.MAX_VALUE);
    }

    Variant(String name, int threads, int vectorBits, long memoryLimit) {
      this.device = Device.of(name);
      this.threads = threads;
      this.vectorBits = vectorBits;
      this.memoryLimit = memoryLimit;
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
      CpuOptions options = new CpuOptions(threads, vectorBits, memoryLimit);
      return new RenamedBackend(vectorBits == 0 ? new CpuBackend(options) : eager(options), device);
    }

    /** Vector code from the first call: small samples would otherwise run as scalar code. */
    private static CpuBackend eager(CpuOptions options) {
      String before = System.getProperty(TIER, "tiered");
      System.setProperty(TIER, "vector");
      try {
        return new CpuBackend(options, ConvVectors.openAtOnce(options.vectorBits()));
      } finally {
        System.setProperty(TIER, before);
      }
    }
  }

  /** The widest vectors of this machine. */
  public static final class Widest extends Variant {
    /** Made by the service loader. */
    public Widest() {
      super("cpu-widest", THREADS, VectorUnit.widestBits());
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
      super("cpu-one", 1, VectorUnit.widestBits());
    }
  }

  /** Little memory. */
  public static final class Small extends Variant {
    static final long MEMORY = 16 << 20;

    /** Made by the service loader. */
    public Small() {
      super("cpu-small", THREADS, 0, MEMORY);
    }
  }

  /** The widest vectors on an odd number of threads. */
  public static final class ThreeThreads extends Variant {
    /** Made by the service loader. */
    public ThreeThreads() {
      super("cpu-three", 3, VectorUnit.widestBits());
    }
  }
}
