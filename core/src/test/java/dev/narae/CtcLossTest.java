package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Targets that do not fit, and classes without probability. */
class CtcLossTest {

  private static Tensor logits() {
    return Tensor.linspace(-1, 1, 24, DType.F64).reshape(4, 2, 3).sin().logSoftmax(-1);
  }

  @Test
  void aTargetThatDoesNotFitIsInfinitelyUnlikely() {
    Tensor labels = Tensor.of(new long[] {1, 1, 1, 1, 2, 2}, 2, 3);
    long[] inputs = {4, 4};
    long[] targets = {3, 2};
    CtcOptions each = CtcOptions.DEFAULT.reduction(Reduction.NONE);
    double[] losses = logits().ctcLoss(labels, inputs, targets, each).toDoubleArray();
    assertEquals(Double.POSITIVE_INFINITY, losses[0]);
    double[] zeroed =
        logits().ctcLoss(labels, inputs, targets, each.withZeroInfinity()).toDoubleArray();
    assertArrayEquals(new double[] {0, losses[1]}, zeroed);
  }

  @Test
  void itsGradientIsZeroAndNoNumberIsLost() {
    Tensor x = Tensor.linspace(-1, 1, 24, DType.F32).reshape(4, 2, 3).requiresGrad(true);
    Tensor labels = Tensor.of(new long[] {1, 1, 1, 2}, 4);
    x.logSoftmax(-1)
        .ctcLoss(
            labels, new long[] {4, 3}, new long[] {3, 1}, CtcOptions.DEFAULT.withZeroInfinity())
        .backward();
    Tensor gradient = Objects.requireNonNull(x.grad());
    for (double number : gradient.toDoubleArray()) {
      assertFalse(Double.isNaN(number));
    }
    assertEquals(0, gradient.select(1, 0).abs().sum().item());
  }

  @Test
  void aClassWithoutProbabilityIsNoProblem() {
    Tensor x =
        Tensor.of(
            new double[] {
              Math.log(0.5), Math.log(0.5), Double.NEGATIVE_INFINITY,
              Math.log(0.25), Math.log(0.75), Double.NEGATIVE_INFINITY
            },
            2,
            3);
    Tensor loss = x.ctcLoss(Tensor.of(new long[] {1}), new long[] {2}, new long[] {1});
    // Paths 1-, -1 and 11: 0.5 · 0.25 + 0.5 · 0.75 + 0.5 · 0.75.
    assertEquals(-Math.log(0.875), loss.item(), 1e-12);
    assertEquals(0, loss.rank());
  }
}
