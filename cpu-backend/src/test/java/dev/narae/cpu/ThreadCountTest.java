package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The same bits for any number of threads. */
final class ThreadCountTest {

  private static void assertSameBits(Supplier<Tensor> program) {
    assertArrayEquals(run("cpu-one", program), run("cpu-three", program));
  }

  private static double[] run(String device, Supplier<Tensor> program) {
    return Device.with(
        Device.of(device),
        () -> {
          Generator.manualSeed(1);
          try (Scope _ = Scope.open(device)) {
            return program.get().toDoubleArray();
          }
        });
  }

  private static Tensor normal(DType dtype, long... sizes) {
    return Tensor.normal(Shape.of(sizes), 0, 1, dtype);
  }

  @Test
  void elementwise() {
    assertSameBits(() -> normal(DType.F32, 200_003).gelu().add(0.1).sigmoid());
  }

  @Test
  void sums() {
    assertSameBits(() -> normal(DType.F32, 500_017).sum());
    assertSameBits(() -> normal(DType.F32, 1_001, 1_003).sum(0));
    assertSameBits(() -> normal(DType.F64, 1_001, 1_003).logsumexp(false, 1));
  }

  @Test
  void products() {
    assertSameBits(() -> normal(DType.F32, 311, 517).matmul(normal(DType.F32, 517, 263)));
    assertSameBits(() -> normal(DType.F64, 5, 67, 129).matmul(normal(DType.F64, 129, 65)));
  }

  @Test
  void lines() {
    assertSameBits(() -> normal(DType.F32, 301, 997).cumsum(0));
    assertSameBits(() -> normal(DType.F32, 301, 997).cumsum(1));
    assertSameBits(() -> normal(DType.F32, 997, 301).sort(1).values());
    assertSameBits(() -> normal(DType.F32, 997, 301).floor().argsort(0));
  }

  @Test
  void repeatedIndices() {
    Tensor index = Tensor.arange(50_000).remainder(7);
    assertSameBits(
        () ->
            Tensor.zeros(7)
                .scatterAdd(0, index.to(Tensor.zeros(1).device()), normal(DType.F32, 50_000)));
  }

  /** Some steps of a small convolutional network: every parameter afterwards, in one vector. */
  private static Tensor training() {
    List<Tensor> parameters =
        List.of(
            normal(DType.F32, 6, 1, 5, 5),
            normal(DType.F32, 6),
            normal(DType.F32, 10, 6 * 12 * 12));
    parameters.forEach(p -> p.requiresGrad(true));
    Tensor images = normal(DType.F32, 32, 1, 28, 28);
    Tensor labels = Tensor.arange(32).remainder(10);
    for (int step = 0; step < 5; step++) {
      Tensor hidden =
          images.conv2d(parameters.get(0), parameters.get(1)).relu().maxPool2d(2).dropout(0.25);
      hidden.flatten(1, 3).linear(parameters.get(2)).crossEntropy(labels).backward();
      try (var _ = Grad.noGrad()) {
        for (Tensor parameter : parameters) {
          parameter.addInPlace(Objects.requireNonNull(parameter.grad()), -0.01);
          parameter.zeroGrad();
        }
      }
    }
    List<Tensor> flat = new ArrayList<>();
    parameters.forEach(p -> flat.add(p.detach().flatten()));
    return Tensor.cat(0, flat.toArray(Tensor[]::new));
  }

  @Test
  void trainingSteps() {
    assertSameBits(ThreadCountTest::training);
  }
}
