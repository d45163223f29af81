package dev.narae.examples.lab.items;

import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;
import dev.narae.examples.lab.book.Plots;
import dev.narae.nn.MSELoss;
import dev.narae.optim.SGD;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The same net as a module with two linear layers, the mean squared error and SGD. */
public final class Item07Module implements LabItem {
  @Override
  public void run(Findings findings) {
    TwoLayerData data = TwoLayerData.create();
    double[] losses = train(data);
    findings.plot("Mean squared error over 500 steps.", Plots.losses("step", "module", losses));
    findings.value("first loss", "%.6g".formatted(losses[0]));
    findings.value("last loss", "%.6g".formatted(losses[losses.length - 1]));

    // The mean over 64 × 10 numbers: 640 times smaller than the sum of items 4 to 6.
    findings.check(
        "first loss × 640 / first loss of item 4",
        losses[0] * 640 / Item04NetByHand.train(data)[0],
        1,
        1e-5);
    Map<String, double[]> all = new LinkedHashMap<>();
    all.put("4: by hand", Item04NetByHand.train(data));
    all.put("5: autograd", Item05NetByAutograd.train(data));
    all.put("6: own ReLU", Item06OwnRelu.train(data));
    all.put("7: module, × 640", Arrays.stream(losses).map(loss -> 640 * loss).toArray());
    findings.plot("Four ways to train one net, from the same weights.", Plots.losses("step", all));
  }

  static double[] train(TwoLayerData data) {
    TwoLayerNet model = new TwoLayerNet();
    model.loadStateDict(
        Map.of(
            "linear1.weight", data.w1().t(),
            "linear1.bias", Tensor.zeros(100),
            "linear2.weight", data.w2().t(),
            "linear2.bias", Tensor.zeros(10)));
    MSELoss criterion = new MSELoss();
    SGD optimizer = new SGD(model.parameters(), 1e-4);
    double[] losses = new double[TwoLayerData.STEPS];
    for (int step = 0; step < losses.length; step++) {
      try (Scope _ = Scope.open()) {
        Tensor loss = criterion.call(model.call(data.x()), data.y());
        losses[step] = loss.item();
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
      }
    }
    return losses;
  }
}
