package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The gradient of rows chosen by indices. */
final class EmbeddingTest {
  private static final Tensor INDEX = Tensor.of(new long[] {0, 2, 1, 2, 0, 0});

  @Test
  void repeatedIndicesAddUp() {
    Tensor weight = Tensor.ones(3, 2).requiresGrad(true);
    weight.embedding(INDEX).sum().backward();
    assertArrayEquals(new double[] {3, 3, 1, 1, 2, 2}, gradient(weight));
  }

  @Test
  void thePaddingRowGetsNoGradient() {
    Tensor weight = Tensor.ones(3, 2).requiresGrad(true);
    weight.embedding(INDEX, -1).sum().backward();
    assertArrayEquals(new double[] {3, 3, 1, 1, 0, 0}, gradient(weight));
  }

  private static double[] gradient(Tensor weight) {
    return Objects.requireNonNull(weight.grad()).toDoubleArray();
  }
}
