package dev.narae.examples.lab.items;

import dev.narae.Generator;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.TensorDataset;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;
import dev.narae.examples.lab.book.Plots;
import dev.narae.optim.SGD;
import java.util.Arrays;

/** The module again, fed in batches of 8 by a data loader, for 20 epochs. */
public final class Item08DataLoader implements LabItem {
  private static final int REPORT_EPOCHS = 20;
  private static final int EPOCHS = 200;

  @Override
  public void run(Findings findings) {
    Generator.manualSeed(8);
    DataLoader loader =
        new DataLoader(new TensorDataset(Tensor.randn(64, 1000), Tensor.randn(64, 10)), 8);
    TwoLayerNet model = new TwoLayerNet();
    SGD optimizer = new SGD(model.parameters(), 1e-2);
    double[] losses = new double[EPOCHS]; // of the last batch of each epoch
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      int now = epoch;
      loader
          .epoch(epoch)
          .forEachScoped(
              batch -> {
                Tensor loss = model.call(batch.input()).mseLoss(batch.target());
                losses[now] = loss.item();
                optimizer.zeroGrad();
                loss.backward();
                optimizer.step();
              });
    }
    double[] report = Arrays.copyOf(losses, REPORT_EPOCHS);
    findings.plot(
        "Loss after each of the report's 20 epochs.", Plots.losses("epoch", "20 epochs", report));
    // PyTorch 2.13 ends between 0.23 and 0.32 for three seeds.
    findings.check("loss after 20 epochs", report[REPORT_EPOCHS - 1], 0.27, 0.12);
    findings.plot(
        "With more epochs it goes on to zero.", Plots.losses("epoch", "200 epochs", losses));
    findings.check("loss after 200 epochs", losses[EPOCHS - 1], 0, 1e-3);
  }
}
