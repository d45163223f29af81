package dev.narae.benchmarks.data;

import dev.narae.data.Batch;
import dev.narae.data.DataLoader;
import dev.narae.data.ImageDataset;
import dev.narae.data.Transforms;
import java.util.concurrent.Callable;

/**
 * Images a second out of a loader that shuffles and normalises MNIST, and does nothing else.
 *
 * @param batch images in a batch
 * @param workers threads that prepare batches; 0 for the one that takes them
 * @param imagesPerSecond the median over epochs
 */
public record LoaderSpeed(int batch, int workers, double imagesPerSecond) {
  private static final double LEAST = 200_000;
  private static final double MEAN = 0.1307;
  private static final double STD = 0.3081;

  /**
   * Measures whole epochs.
   *
   * @param warm seconds of epochs that do not count
   * @param epochs how many count
   */
  public static LoaderSpeed measure(
      ImageDataset images, int batch, int workers, double warm, int epochs) throws Exception {
    DataLoader loader =
        new DataLoader(images.transformed(Transforms.normalize(MEAN, STD)), batch)
            .shuffled(1)
            .workers(workers);
    int epoch = 0;
    for (double left = warm; left > 0; epoch++) {
      left -= Turn.seconds(walk(loader, epoch));
    }
    double[] seconds = new double[epochs];
    for (int i = 0; i < epochs; i++) {
      seconds[i] = Turn.seconds(walk(loader, epoch++));
    }
    return new LoaderSpeed(batch, workers, images.size() / Turn.median(seconds));
  }

  private static Callable<?> walk(DataLoader loader, int epoch) {
    return () -> {
      loader.epoch(epoch).forEachScoped(Batch::size);
      return loader;
    };
  }

  /** Whether it outruns a model. */
  public boolean isMet() {
    return imagesPerSecond >= LEAST;
  }

  @Override
  public String toString() {
    return "loader, shuffled and normalised, batches of %d, %d workers: %,.0f images/s (target: %,.0f, %s)"
        .formatted(batch, workers, imagesPerSecond, LEAST, isMet() ? "met" : "NOT met");
  }
}
