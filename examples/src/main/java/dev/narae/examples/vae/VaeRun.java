package dev.narae.examples.vae;

import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.examples.mnist.MnistSets;
import dev.narae.examples.mnist.RunFolder;
import dev.narae.examples.report.AtomicFile;
import dev.narae.examples.report.Png;
import dev.narae.io.SafeTensors;
import dev.narae.optim.Adam;
import dev.narae.train.RunningMean;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trains a {@link Vae} with Adam and lets it draw. */
public final class VaeRun {
  private static final int BATCH = 128;
  private static final int COLUMNS = 10;
  private static final int SAMPLES = 80;

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
  public VaeRun(
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
   * @return the negative evidence lower bound of a test image after the last epoch
   * @throws dev.narae.examples.UserException if the folder cannot be written to or the data does
   *     not fit
   * @throws IOException if a file cannot be read or written
   */
  public double run() throws IOException {
    MnistSets sets = MnistSets.load(data);
    RunFolder results = RunFolder.open(folder, null, sets.name() + "-vae");
    Generator.manualSeed(seed);
    Vae model = new Vae();
    Adam adam = new Adam(model.parameters(), 1e-3);
    DataLoader training = new DataLoader(sets.train(), BATCH).shuffled(seed);
    DataLoader testing = new DataLoader(sets.test(), BATCH);
    StringBuilder csv = new StringBuilder("epoch,train_loss,test_loss,seconds\n");
    double loss = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      long start = System.nanoTime();
      double trained = train(model, training, epoch, adam);
      loss = validate(model, testing);
      double seconds = (System.nanoTime() - start) / 1e9;
      out.printf(
          Locale.ROOT,
          "epoch %d/%d: loss of an image %.2f, of a test image %.2f, %.0f s%n",
          epoch + 1,
          epochs,
          trained,
          loss,
          seconds);
      csv.append(epoch + 1).append(',').append(trained).append(',').append(loss);
      csv.append(',').append(seconds).append('\n');
      AtomicFile.write(results.file("metrics.csv"), csv.toString());
    }
    SafeTensors.write(results.file("model.safetensors"), model.stateDict(), Map.of());
    draw(model, testing, results);
    out.println("Results are in " + results.path());
    return loss;
  }

  private static Tensor flat(Tensor images) {
    return images.to(DType.F32).div(255.0).flatten(1, -1);
  }

  private static double train(Vae model, DataLoader data, int epoch, Adam adam) {
    RunningMean mean = new RunningMean();
    model.train();
    data.epoch(epoch)
        .forEachScoped(
            batch -> {
              Tensor images = flat(batch.input());
              adam.zeroGrad();
              Tensor loss = model.call(images).loss(images).div((double) batch.size());
              loss.backward();
              adam.step();
              mean.add(loss.item(), batch.size());
            });
    return mean.value();
  }

  /** With latent numbers drawn, since the bound is a mean over them. */
  private static double validate(Vae model, DataLoader data) {
    RunningMean mean = new RunningMean();
    model.train();
    try (var _ = Grad.noGrad()) {
      data.epoch(0)
          .forEachScoped(
              batch -> {
                Tensor images = flat(batch.input());
                double loss = model.call(images).loss(images).item() / batch.size();
                mean.add(loss, batch.size());
              });
    }
    return mean.value();
  }

  private static void draw(Vae model, DataLoader data, RunFolder results) throws IOException {
    model.eval();
    try (var _ = Grad.noGrad()) {
      Tensor samples = model.samples(SAMPLES);
      Png.write(results.file("samples.png"), ImageGrid.draw(samples, COLUMNS));
      Tensor all = flat(data.epoch(0).iterator().next().input());
      Tensor images = all.narrow(0, 0, Math.min(all.dim(0), 2L * COLUMNS));
      Tensor back = model.call(images).logits().sigmoid();
      Tensor pairs = Tensor.cat(0, images, back);
      Png.write(results.file("reconstructions.png"), ImageGrid.draw(pairs, COLUMNS));
    }
  }
}
