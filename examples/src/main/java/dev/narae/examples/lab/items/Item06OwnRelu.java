package dev.narae.examples.lab.items;

import dev.narae.DType;
import dev.narae.Function;
import dev.narae.Grad;
import dev.narae.GradCheck;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;
import dev.narae.examples.lab.book.Plots;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The same net with a ReLU whose forward and backward the user writes. */
public final class Item06OwnRelu implements LabItem {
  /** max(x, 0); the gradient passes where the input was positive. */
  static final class MyRelu extends Function {
    @Override
    protected List<Tensor> forward(Context context, List<Tensor> inputs) {
      Tensor x = inputs.getFirst();
      context.save(x);
      return List.of(x.clampMin(0));
    }

    @Override
    protected List<@Nullable Tensor> backward(Context context, List<Tensor> upstream) {
      Tensor x = context.saved().getFirst();
      Tensor gradient = upstream.getFirst();
      return List.of(x.gt(0).where(gradient, Tensor.zerosLike(gradient)));
    }
  }

  @Override
  public void run(Findings findings) {
    TwoLayerData data = TwoLayerData.create();
    double[] losses = train(data);
    findings.plot("Loss over 500 steps.", Plots.losses("step", "own ReLU", losses));
    findings.check(
        "largest relative difference to item 4",
        Curves.largestDifference(losses, Item04NetByHand.train(data)),
        0,
        Curves.ROUNDING);

    Tensor x = Tensor.normal(Shape.of(20, 3), 0, 1, DType.F64).requiresGrad(true);
    GradCheck.check(inputs -> new MyRelu().apply(inputs.getFirst()), x); // throws if they differ
    findings.value("gradCheck of the own ReLU", "agrees with finite differences");
  }

  static double[] train(TwoLayerData data) {
    Tensor w1 = data.w1().copy().requiresGrad(true);
    Tensor w2 = data.w2().copy().requiresGrad(true);
    double[] losses = new double[TwoLayerData.STEPS];
    for (int step = 0; step < losses.length; step++) {
      try (Scope _ = Scope.open()) {
        Tensor active = new MyRelu().apply(data.x().matmul(w1));
        Tensor loss = active.matmul(w2).sub(data.y()).square().sum();
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
