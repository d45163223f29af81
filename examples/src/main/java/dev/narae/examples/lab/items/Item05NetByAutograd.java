package dev.narae.examples.lab.items;

import dev.narae.AutogradGraph;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;
import dev.narae.examples.lab.book.Plots;
import java.util.Map;

/** The same net with gradients by autograd; updates and zeroing are still done by hand. */
public final class Item05NetByAutograd implements LabItem {
  @Override
  public void run(Findings findings) {
    TwoLayerData data = TwoLayerData.create();
    double[] losses = train(data);
    findings.plot("Loss over 500 steps.", Plots.losses("step", "by autograd", losses));
    findings.check(
        "largest relative difference to item 4",
        Curves.largestDifference(losses, Item04NetByHand.train(data)),
        0,
        Curves.ROUNDING);

    Tensor w1 = data.w1().copy().requiresGrad(true);
    Tensor w2 = data.w2().copy().requiresGrad(true);
    Tensor loss = loss(data, w1, w2);
    loss.backward();
    findings.graph("The graph of one step.", AutogradGraph.of(loss, Map.of("w1", w1, "w2", w2)));
  }

  private static Tensor loss(TwoLayerData data, Tensor w1, Tensor w2) {
    return data.x().matmul(w1).relu().matmul(w2).sub(data.y()).square().sum();
  }

  static double[] train(TwoLayerData data) {
    Tensor w1 = data.w1().copy().requiresGrad(true);
    Tensor w2 = data.w2().copy().requiresGrad(true);
    double[] losses = new double[TwoLayerData.STEPS];
    for (int step = 0; step < losses.length; step++) {
      try (Scope _ = Scope.open()) {
        Tensor loss = loss(data, w1, w2);
        losses[step] = loss.item();
        loss.backward();
        try (var _ = Grad.noGrad()) {
          w1.subInPlace(Parameters.gradient(w1).mul(TwoLayerData.LEARNING_RATE));
          w2.subInPlace(Parameters.gradient(w2).mul(TwoLayerData.LEARNING_RATE));
        }
        w1.zeroGrad();
        w2.zeroGrad();
      }
    }
    return losses;
  }
}
