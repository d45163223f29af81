package dev.narae.benchmarks;

import dev.narae.Backends;
import dev.narae.spi.Backend;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A workload computed by Narae and by libtorch in turn, for some tens of milliseconds each, so that
 * both see the same machine: its speed drifts by more than a tenth within minutes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp before it measures
public class PairBenchmark {
  private static final long LEAST_WARMUP_MILLIS = 1000;

  /** The workload's name. */
  @Param("")
  public String workload;

  /** Whether libtorch takes part. */
  @Param("false")
  public boolean peer;

  /** The longest that either side may take to reach its full speed, in milliseconds. */
  @Param("20000")
  public long warmup;

  /** Whether the JVM's compilers must be at rest before anything is measured. */
  @Param("false")
  public boolean rest;

  private Turns narae;
  private @Nullable Turns torch;
  private int blasThreads;

  /** Times of one operation in nanoseconds. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Times {
    /** Ours. */
    public double narae;

    /** libtorch's. */
    public double torch;

    /** How many threads OpenBLAS has in it. */
    public double blas;

    /** How long our side took to reach its full speed, in milliseconds. */
    public double warm;

    /** Bytes that our side allocates on the Java heap. */
    public double heap;

    /** Made by JMH. */
    public Times() {}
  }

  /** Made by JMH. */
  public PairBenchmark() {}

  private double warm;
  private double heap;

  /** Makes both sides and runs them until they are at full speed. */
  @Setup
  public void setUp() {
    Workload named = Workloads.named(workload);
    Backend backend = Backends.open(Backends.defaultDevice());
    narae = new Turns(named.narae().get(), backend::synchronize);
    Compilers compilers = Compilers.ofThisJvm();
    warm =
        narae.warmUp(
            LEAST_WARMUP_MILLIS, warmup, () -> backend.isWarm() & (compilers.areResting() | !rest));
    heap = narae.heapBytes();
    if (peer) {
      PeerSetting setting = PeerSetting.best(named.torch());
      torch = setting.turns();
      blasThreads = setting.blasThreads();
    }
  }

  /** One turn of each. */
  @Benchmark
  public void pair(Times times) {
    times.narae = narae.take();
    if (torch != null) {
      times.torch = torch.take();
    }
    times.blas = blasThreads;
    times.warm = warm;
    times.heap = heap;
  }
}
