package dev.narae.benchmarks;

import dev.narae.Scope;
import dev.narae.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Matrix products of float32 numbers, the result allocated and released. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp before it measures
public class MatmulBenchmark {
  /** What is multiplied, as {@link MatmulShape} writes it. */
  @Param("512x512x512")
  public String shape;

  private Tensor left;
  private Tensor right;

  /** Made by JMH. */
  public MatmulBenchmark() {}

  /** Makes the operands. */
  @Setup
  public void setUp() {
    MatmulShape parsed = MatmulShape.parse(shape);
    left = parsed.left();
    right = parsed.right();
  }

  /** One product. */
  @Benchmark
  public void matmul(Blackhole hole) {
    try (Scope _ = Scope.open()) {
      hole.consume(left.matmul(right));
    }
  }
}
