package dev.narae.examples.mnist;

import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.Dataset;
import dev.narae.data.ImageDataset;
import dev.narae.data.Transforms;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A data set on a device: bytes, which become normalised numbers a batch at a time.
 *
 * @param name what results are called after it
 * @param fingerprint tells it from other data sets
 * @param train images to learn from
 * @param test images to validate with
 */
public record MnistSets(String name, String fingerprint, ImageDataset train, ImageDataset test) {
  /** Mean and standard deviation of MNIST's training pixels, scaled to [0, 1]. */
  private static final double MEAN = 0.1307;

  private static final double STD = 0.3081;

  /** Validation keeps nothing for gradients, so its batches may be larger. */
  private static final int TEST_BATCH = 250;

  /** Reads a folder, or the embedded MNIST, onto the default device. */
  public static MnistSets load(@Nullable Path folder) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MnistData data = MnistData.load(folder, arena);
      return new MnistSets(
          data.name(),
          data.fingerprint(),
          ImageDataset.of(data.train()),
          ImageDataset.of(data.test()));
    }
  }

  /** Normalised training batches, in another order in each epoch. */
  public DataLoader training(int batch, long seed) {
    return new DataLoader(normalizedTrain(), batch).shuffled(seed);
  }

  /** Training batches that are changed before they are normalised. */
  public DataLoader distorted(int batch, long seed, UnaryOperator<Tensor> distortion) {
    Dataset changed = train.transformed(distortion);
    UnaryOperator<Tensor> scaled = x -> x.div(255.0);
    return new DataLoader(
            changed.transformed(scaled).transformed(Transforms.normalize(MEAN, STD)), batch)
        .shuffled(seed);
  }

  /** Normalised test batches, in the order of the file. */
  public DataLoader testing() {
    return new DataLoader(test.transformed(Transforms.normalize(MEAN, STD)), TEST_BATCH);
  }

  /** The training images as the network takes them. */
  public Dataset normalizedTrain() {
    return train.transformed(Transforms.normalize(MEAN, STD));
  }
}
