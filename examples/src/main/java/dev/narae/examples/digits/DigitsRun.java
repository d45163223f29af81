package dev.narae.examples.digits;

import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.DataLoader;
import dev.narae.examples.UserException;
import dev.narae.examples.mnist.MnistSets;
import dev.narae.examples.mnist.RunFolder;
import dev.narae.examples.report.AtomicFile;
import dev.narae.io.SafeTensors;
import dev.narae.nn.CrossEntropyLoss;
import dev.narae.optim.Adam;
import dev.narae.optim.LRScheduler;
import dev.narae.optim.OneCycleLR;
import dev.narae.optim.OneCycleOptions;
import dev.narae.train.Accuracy;
import dev.narae.train.RunningMean;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trains {@link DigitsNet} with Adam, one cycle of learning rates and distorted images. */
public final class DigitsRun {
  private static final int BATCH = 100;
  private static final double HIGHEST_RATE = 7e-3;

  private final int epochs;
  private final long seed;
  private final @Nullable Path data;
  private final @Nullable Path folder;
  private final PrintStream out;

  /**
   * A run.
   *
   * @param data a folder with IDX files, or null for the embedded MNIST
   * @param folder where results go, or null for a new folder
   */
  public DigitsRun(
      int epochs, long seed, @Nullable Path data, @Nullable Path folder, PrintStream out) {
    this.epochs = epochs;
    this.seed = seed;
    this.data = data;
    this.folder = folder;
    this.out = out;
  }

  /**
   * Trains and validates after each epoch.
   *
   * @return the share of test images read correctly after the last epoch, 0 to 1
   * @throws UserException if the folder cannot be written to or the data does not fit
   * @throws IOException if a file cannot be read or written
   */
  public double run() throws IOException {
    MnistSets sets = MnistSets.load(data);
    RunFolder results = RunFolder.open(folder, null, sets.name() + "-digits");
    Generator.manualSeed(seed);
    DigitsNet model = new DigitsNet();
    DataLoader training = sets.distorted(BATCH, seed, new Distortion(seed));
    Adam adam = new Adam(model.parameters(), HIGHEST_RATE);
    OneCycleLR cycle =
        new OneCycleLR(
            HIGHEST_RATE, training.batches() * epochs, OneCycleOptions.DEFAULT.withoutMomentum());
    LRScheduler scheduler = new LRScheduler(adam, cycle);
    StringBuilder csv = new StringBuilder("epoch,train_loss,test_accuracy,seconds\n");
    double accuracy = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      long start = System.nanoTime();
      double loss = train(model, training, epoch, adam, scheduler);
      accuracy = accuracy(model, sets.testing());
      double seconds = (System.nanoTime() - start) / 1e9;
      out.printf(
          Locale.ROOT,
          "epoch %d/%d: loss %.4f, %.2f %% of the test images right, %.0f s%n",
          epoch + 1,
          epochs,
          loss,
          100 * accuracy,
          seconds);
      csv.append(epoch + 1).append(',').append(loss).append(',').append(accuracy);
      csv.append(',').append(seconds).append('\n');
      AtomicFile.write(results.file("metrics.csv"), csv.toString());
    }
    SafeTensors.write(results.file("model.safetensors"), model.stateDict(), Map.of());
    out.println("Results are in " + results.path());
    return accuracy;
  }

  private static double train(
      DigitsNet model, DataLoader data, int epoch, Adam adam, LRScheduler scheduler) {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    RunningMean mean = new RunningMean();
    model.train();
    data.epoch(epoch)
        .forEachScoped(
            batch -> {
              adam.zeroGrad();
              Tensor loss = criterion.call(model.call(batch.input()), batch.target());
              loss.backward();
              adam.step();
              scheduler.step();
              mean.add(loss.item(), batch.size());
            });
    return mean.value();
  }

  private static double accuracy(DigitsNet model, DataLoader data) {
    Accuracy accuracy = new Accuracy();
    model.eval();
    try (var _ = Grad.noGrad()) {
      data.epoch(0)
          .forEachScoped((Batch batch) -> accuracy.add(model.call(batch.input()), batch.target()));
    }
    return accuracy.value();
  }
}
