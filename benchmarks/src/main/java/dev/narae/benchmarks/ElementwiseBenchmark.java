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

/** One elementwise operation of float32 numbers, the result allocated and released. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp before it measures
public class ElementwiseBenchmark {
  /** The operations measured. */
  public enum Op {
    /** The sum of two tensors. */
    ADD {
      @Override
      Tensor apply(Tensor a, Tensor b) {
        return a.add(b);
      }
    },
    /** The positive part. */
    RELU {
      @Override
      Tensor apply(Tensor a, Tensor b) {
        return a.relu();
      }
    },
    /** The exponential function. */
    EXP {
      @Override
      Tensor apply(Tensor a, Tensor b) {
        return a.exp();
      }
    },
    /** The logistic function. */
    SIGMOID {
      @Override
      Tensor apply(Tensor a, Tensor b) {
        return a.sigmoid();
      }
    };

    abstract Tensor apply(Tensor a, Tensor b);

    /** How many tensors of full size are read or written. */
    int tensors() {
      return this == ADD ? 3 : 2;
    }
  }

  /** What is computed. */
  @Param("ADD")
  public Op op;

  /** How many elements. */
  @Param("1000000")
  public long size;

  private Tensor a;
  private Tensor b;

  /** Made by JMH. */
  public ElementwiseBenchmark() {}

  /** Makes the operands. */
  @Setup
  public void setUp() {
    a = Tensor.randn(size);
    b = Tensor.randn(size);
  }

  /** One operation. */
  @Benchmark
  public void elementwise(Blackhole hole) {
    try (Scope _ = Scope.open()) {
      hole.consume(op.apply(a, b));
    }
  }
}
