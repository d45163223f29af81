package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Differentiable samples of classes. */
final class GumbelSoftmaxTest {
  private static final int ROWS = 4000;

  private static Tensor logits() {
    return Tensor.of(new double[] {0, Math.log(2), Math.log(5)}).expand(ROWS, 3);
  }

  @Test
  void classesComeAsOftenAsTheirProbabilitiesSay() {
    Generator.manualSeed(3);
    double[] shares = logits().gumbelSoftmax(1, true, -1).mean(0).toDoubleArray();
    assertEquals(1 / 8.0, shares[0], 0.03);
    assertEquals(2 / 8.0, shares[1], 0.03);
    assertEquals(5 / 8.0, shares[2], 0.03);
  }

  @Test
  void softSamplesSumToOneAndGetNearerToOneClassAsTheyCool() {
    Generator.manualSeed(4);
    Tensor warm = logits().gumbelSoftmax(5);
    Tensor cold = logits().gumbelSoftmax(0.1);
    assertTrue(warm.sum(1).sub(1).abs().amax().item() < 1e-12);
    assertTrue(cold.amax(1).mean().item() > 0.9);
    assertTrue(warm.amax(1).mean().item() < 0.6);
  }

  @Test
  void hardSamplesHaveTheGradientOfTheSoftOnes() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).requiresGrad(true);
    Tensor weight = Tensor.of(new double[] {1, 3, 2, 5}, 2, 2);
    Generator.manualSeed(5);
    Tensor hard = x.gumbelSoftmax(2, true, 0);
    Tensor ofHard = Grad.of(hard.mul(weight).sum(), x).getFirst();
    Generator.manualSeed(5);
    Tensor soft = x.gumbelSoftmax(2, false, 0);
    Tensor ofSoft = Grad.of(soft.mul(weight).sum(), x).getFirst();
    assertTrue(hard.sum(0).eq(1).all().item() == 1);
    assertTrue(ofHard.sub(ofSoft).abs().amax().item() < 1e-12);
    assertTrue(ofSoft.abs().amax().item() > 0);
  }

  @Test
  void whatItRefuses() {
    assertTrue(
        refusal(IllegalArgumentException.class, () -> Tensor.ones(3).gumbelSoftmax(0))
            .contains("gumbelSoftmax: tau is 0.0"));
    assertTrue(
        refusal(DTypeException.class, () -> Tensor.of(new int[] {1}).gumbelSoftmax(1))
            .contains("gumbelSoftmax"));
  }
}
