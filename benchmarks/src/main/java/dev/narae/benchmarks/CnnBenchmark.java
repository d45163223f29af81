package dev.narae.benchmarks;

import dev.narae.DType;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.examples.mnist.MnistCnn;
import dev.narae.nn.NLLLoss;
import dev.narae.optim.SGD;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The network of {@code narae train} on random pictures: one training step, one evaluation. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp before it measures
public class CnnBenchmark {
  private static final int CLASSES = 10;

  /** How many pictures are in a batch. */
  @Param("32")
  public int batch;

  private final MnistCnn model = new MnistCnn();
  private final NLLLoss loss = new NLLLoss();
  private final SGD optimizer = new SGD(model.parameters(), 0.01);
  private Tensor pictures;
  private Tensor labels;

  /** Made by JMH. */
  public CnnBenchmark() {}

  /** Makes a batch. */
  @Setup
  public void setUp() {
    pictures = Tensor.randn(batch, 1, 28, 28);
    labels = Tensor.rand(batch).mul(CLASSES).to(DType.I64);
  }

  /** Forward, loss, backward and an update of all weights. */
  @Benchmark
  public void trainStep(Blackhole hole) {
    model.train();
    try (Scope _ = Scope.open()) {
      optimizer.zeroGrad();
      Tensor error = loss.call(model.call(pictures), labels);
      error.backward();
      optimizer.step();
      hole.consume(error.item());
    }
  }

  /** Forward only, without dropout and gradients. */
  @Benchmark
  public void evaluate(Blackhole hole) {
    model.eval();
    try (Scope _ = Scope.open();
        var _ = Grad.noGrad()) {
      hole.consume(model.call(pictures).argmax(1));
    }
  }
}
