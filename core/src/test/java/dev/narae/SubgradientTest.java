package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Gradients of norms, chosen extrema and activations with parameters where they are a definition.
 */
final class SubgradientTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static void check(UnaryOperator<Tensor> op, double[] at, double... expected) {
    Tensor x = Tensor.of(at).requiresGrad(true);
    Tensor gradient = Grad.of(op.apply(x).sum(), x).getFirst();
    assertArrayEquals(expected, gradient.toDoubleArray(), 1e-12);
  }

  @Test
  void normsAreFlatAtZero() {
    for (double p : new double[] {0.5, 1, 1.5, 2, 3}) {
      check(x -> x.norm(p), new double[] {0, 0}, 0, 0);
    }
    check(x -> x.norm(2), new double[] {0, 3}, 0, 1);
    check(x -> x.norm(0.5), new double[] {0, 4}, 0, 1);
    check(x -> x.norm(INFINITY), new double[] {2, -2, 1}, 0.5, -0.5, 0);
    check(x -> x.normalize(0), new double[] {0, 0}, 1e12, 1e12);
  }

  @Test
  void equalRowsAreNoReasonToMove() {
    for (double p : new double[] {0.5, 1, 1.5, 2, 3}) {
      check(
          x -> x.reshape(1, 2).cdist(Tensor.of(new double[] {1, 2}, 1, 2), p),
          new double[] {1, 2},
          0,
          0);
    }
  }

  @Test
  void extremaShareTheGradientAndChosenElementsDoNot() {
    check(x -> x.aminmax().smallest(), new double[] {1, 2, 1}, 0.5, 0, 0.5);
    check(x -> x.max(0).values(), new double[] {5, 1, 5}, 1, 0, 0);
    check(x -> x.min(0).values(), new double[] {5, 1, 1}, 0, 1, 0);
  }

  @Test
  void activationsTakeTheirSide() {
    check(x -> x.hardtanh(-1, 2), new double[] {-1, 0, 2}, 0, 1, 0);
    check(x -> x.softshrink(1), new double[] {-1, 1, 2}, 0, 0, 1);
    check(x -> x.hardshrink(1), new double[] {-1, 1, 2}, 0, 0, 1);
    check(x -> x.prelu(Tensor.of(new double[] {0.25})), new double[] {0, -1, 1}, 0.25, 0.25, 1);
    check(x -> x.elu(0.5), new double[] {0, 1}, 0.5, 1);
    check(x -> x.softplus(1, 20), new double[] {20.5}, 1);
    check(
        x -> x.clamp(Tensor.of(new double[] {1}), Tensor.of(new double[] {2})),
        new double[] {1, 2, 3},
        1,
        1,
        0);
    check(x -> x.asinh(), new double[] {0}, 1);
    check(x -> x.sinc(), new double[] {0}, 0);
    check(x -> x.copySign(Tensor.of(new double[] {-1})), new double[] {0, 2}, 0, -1);
    check(x -> x.nanToNum(), new double[] {Double.NaN, INFINITY, 1}, 0, 0, 1);
    check(x -> x.logcumsumexp(0), new double[] {0.5, INFINITY, 1, 2}, 1, 3, 0, 0);
    check(x -> x.xlogy(Tensor.of(new double[] {0, 2})), new double[] {0, 0}, 0, Math.log(2));
  }

  @Test
  void smallGradientsKeepTheirDigits() {
    Tensor x = Tensor.of(new float[] {-15, -20}).requiresGrad(true);
    double[] expected = {Math.exp(-15), Math.exp(-20)};
    for (UnaryOperator<Tensor> op :
        List.<UnaryOperator<Tensor>>of(Tensor::expm1, Tensor::elu, y -> y.celu(1))) {
      double[] gradient = Grad.of(op.apply(x).sum(), x).getFirst().toDoubleArray();
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], gradient[i], 1e-6 * expected[i]);
      }
    }
  }

  @Test
  void infiniteDifferencesHaveTheSlopeOfTheLine() {
    Tensor zeros = Tensor.of(new double[] {0, 0});
    double[] ends = {-INFINITY, INFINITY};
    check(x -> x.huberLoss(zeros, 0.5, Reduction.SUM), ends, -0.5, 0.5);
    check(x -> x.smoothL1Loss(zeros, 0.5, Reduction.SUM), ends, -1, 1);
  }

  @Test
  void lossesTakeTheirSide() {
    Tensor ones = Tensor.of(new double[] {1, 1});
    check(x -> x.binaryCrossEntropy(ones, Reduction.SUM), new double[] {0, 1}, -1e12, 0);
    check(x -> x.hingeEmbeddingLoss(ones.neg(), 1, Reduction.SUM), new double[] {1, 0}, -1, -1);
  }

  @Test
  void ignoredRowsGetNothingEvenWhenTheyAreInfinite() {
    Tensor labels = Tensor.of(new long[] {-100, 0});
    check(
        x -> x.reshape(2, 2).nllLoss(labels),
        new double[] {Double.NEGATIVE_INFINITY, Double.NaN, -1, -2},
        0,
        0,
        -1,
        0);
  }

  @Test
  void diagonalsAreViewsWhoseGradientsStayOnThem() {
    check(
        x -> Tensor.einsum("ii->i", x.reshape(2, 2)).square(),
        new double[] {1, 2, 3, 4},
        2,
        0,
        0,
        8);
  }
}
