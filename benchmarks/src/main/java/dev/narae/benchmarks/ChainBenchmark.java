package dev.narae.benchmarks;

import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.expr.Elementwise;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Five elementwise operations as one kernel, and the same one after the other. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp before it measures
public class ChainBenchmark {
  /** How many tensors of full size the chain has to read or write. */
  static final int TENSORS = 3;

  /** How many elements. */
  @Param("1000000")
  public long size;

  private Tensor a;
  private Tensor b;

  /** Made by JMH. */
  public ChainBenchmark() {}

  /** Makes the operands. */
  @Setup
  public void setUp() {
    a = Tensor.randn(size);
    b = Tensor.randn(size);
  }

  /** One pass over memory. */
  @Benchmark
  public void fused(Blackhole hole) {
    try (Scope _ = Scope.open()) {
      hole.consume(Tensor.map(ChainBenchmark::chain, a, b));
    }
  }

  /** Five passes, four of them through intermediate results. */
  @Benchmark
  public void opByOp(Blackhole hole) {
    try (Scope _ = Scope.open()) {
      hole.consume(chain(a, b));
    }
  }

  private static <T extends Elementwise<T>> T chain(T x, T y) {
    return x.mul(y).add(x).sub(0.5).relu().mul(0.25);
  }
}
