package dev.narae.benchmarks;

import dev.narae.Scope;
import dev.narae.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What an operation costs when there is next to nothing to compute. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OverheadBenchmark {
  private final Tensor a = Tensor.scalar(1);
  private final Tensor b = Tensor.scalar(2);
  private final Tensor tracked = Tensor.scalar(1).requiresGrad(true);

  /** Made by JMH. */
  public OverheadBenchmark() {}

  /** The sum of two numbers, its memory allocated and released. */
  @Benchmark
  public void oneElementAdd(Blackhole hole) {
    try (Scope _ = Scope.open()) {
      hole.consume(a.add(b));
    }
  }

  /** The same where the sum is recorded for a gradient. */
  @Benchmark
  public void oneElementRecordedAdd(Blackhole hole) {
    try (Scope _ = Scope.open()) {
      hole.consume(tracked.add(b));
    }
  }
}
