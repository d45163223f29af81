package dev.narae.benchmarks.data;

import dev.narae.data.ImageDataset;
import dev.narae.examples.mnist.MnistCnn;
import dev.narae.examples.mnist.MnistSets;
import dev.narae.nn.Linear;
import dev.narae.nn.ReLU;
import dev.narae.nn.Sequential;
import java.io.PrintStream;

/** {@code narae bench --data}: everything of this package, one line each. */
public final class DataSpeed {
  private static final long GIGABYTE = 1 << 30;

  private DataSpeed() {}

  /** Measures and prints; whether all targets were met. */
  public static boolean run(PrintStream out) throws Exception {
    boolean met = true;
    ImageDataset images = MnistSets.load(null).train();
    for (int batch : new int[] {64, 256}) {
      for (int workers : new int[] {0, 1, 2}) {
        LoaderSpeed speed = LoaderSpeed.measure(images, batch, workers, 2, 5);
        out.println(speed);
        // A loader with workers is to outrun the model; without, it is only told.
        met &= speed.isMet() || workers == 0;
      }
    }
    TrainerCost cnn =
        TrainerCost.measure(
            "the report's cnn", MnistCnn::new, new long[] {1, 28, 28}, 32, 40, 8, 21);
    out.println(cnn);
    TrainerCost small =
        TrainerCost.measure(
            "two linear layers",
            () -> new Sequential(new Linear(64, 64), new ReLU(), new Linear(64, 10)),
            new long[] {64},
            32,
            500,
            5,
            21);
    out.println(small);
    FileSpeed file = FileSpeed.measure(64, GIGABYTE / 4 / 64, 7);
    out.println(file);
    return met && cnn.isMet() && small.isMet() && file.isMet();
  }
}
