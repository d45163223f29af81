package dev.narae.cuda;

import dev.narae.Device;
import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import java.util.Optional;

/** The simulated GPU's backend in several configurations, as devices of their own. */
public final class SimulatedDevices {
  /** Attention of a few hundred scores a batch takes several turns. */
  static final long FEW_SCORES = 2000;

  private SimulatedDevices() {}

  /** One configuration as a provider that is never the default. */
  abstract static class Variant implements BackendProvider {
    private final String name;
    private final boolean libraries;
    private final boolean measure;
    private final int longestSortInShared;

    Variant(String name, boolean libraries, boolean measure, int longestSortInShared) {
      this.name = name;
      this.libraries = libraries;
      this.measure = measure;
      this.longestSortInShared = longestSortInShared;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int priority() {
      return -200;
    }

    @Override
    public Probe probe() {
      return new Probe.Available(2, "simulated");
    }

    @Override
    public Backend open(int ordinal) {
      CudaOptions options =
          new CudaOptions(
              Long.MAX_VALUE, false, false, libraries, measure, Optional.of(SimulatedGpu.cache()));
      Gpu gpu = new Gpu(CudaRuntime.load(SimulatedGpu.found()), ordinal, options);
      long mostScores = measure ? FEW_SCORES : AttentionProducts.MOST_SCORES;
      return new CudaBackend(new Device(name, ordinal), gpu, longestSortInShared, mostScores);
    }
  }

  /** Own kernels alone. */
  public static final class Own extends Variant {
    /** Made by the service loader. */
    public Own() {
      super("cuda-own", false, false, Sorter.SHORT);
    }
  }

  /** Own kernels, and no line short enough for the sort in shared memory. */
  public static final class LongSorts extends Variant {
    /** Made by the service loader. */
    public LongSorts() {
      super("cuda-long-sorts", false, false, 0);
    }
  }

  /** With cuBLAS and cuDNN. */
  public static final class Libraries extends Variant {
    /** Made by the service loader. */
    public Libraries() {
      super("cuda-libraries", true, false, Sorter.SHORT);
    }
  }

  /** With cuDNN, whose algorithms are measured, and little room for scores. */
  public static final class Measured extends Variant {
    /** Made by the service loader. */
    public Measured() {
      super("cuda-measured", true, true, Sorter.SHORT);
    }
  }
}
