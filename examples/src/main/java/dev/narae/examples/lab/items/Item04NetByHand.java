package dev.narae.examples.lab.items;

import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;
import dev.narae.examples.lab.book.Plots;

/** A net of two layers whose gradients are written out by hand. */
public final class Item04NetByHand implements LabItem {
  @Override
  public void run(Findings findings) {
    double[] losses = train(TwoLayerData.create());
    findings.value("first loss", "%.6g".formatted(losses[0]));
    findings.value("last loss", "%.6g".formatted(losses[losses.length - 1]));
    findings.plot("Loss over 500 steps.", Plots.losses("step", "by hand", losses));
    double ratio = losses[losses.length - 1] / losses[0];
    findings.check("last loss / first loss is below 0.001", ratio, 0, 1e-3);
  }

  /** The loss before each step of gradient descent. */
  static double[] train(TwoLayerData data) {
    Tensor w1 = data.w1().copy();
    Tensor w2 = data.w2().copy();
    double[] losses = new double[TwoLayerData.STEPS];
    for (int step = 0; step < losses.length; step++) {
      try (Scope _ = Scope.open()) {
        // Forward.
        Tensor h = data.x().matmul(w1);
        Tensor active = h.relu();
        Tensor predicted = active.matmul(w2);
        Tensor error = predicted.sub(data.y());
        losses[step] = error.square().sum().item();

        // Backward, by the chain rule.
        Tensor gradPredicted = error.mul(2);
        Tensor gradW2 = active.t().matmul(gradPredicted);
        Tensor gradActive = gradPredicted.matmul(w2.t());
        Tensor gradH = h.gt(0).where(gradActive, Tensor.zerosLike(h));
        Tensor gradW1 = data.x().t().matmul(gradH);

        w1.subInPlace(gradW1.mul(TwoLayerData.LEARNING_RATE));
        w2.subInPlace(gradW2.mul(TwoLayerData.LEARNING_RATE));
      }
    }
    return losses;
  }
}
