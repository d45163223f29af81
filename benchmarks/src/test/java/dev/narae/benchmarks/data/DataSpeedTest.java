package dev.narae.benchmarks.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Tensor;
import dev.narae.data.ImageDataset;
import dev.narae.nn.Linear;
import org.junit.jupiter.api.Test;

/** What {@code narae bench --data} measures, and how it tells of it. */
class DataSpeedTest {
  @Test
  void countsTheImagesOfALoader() throws Exception {
    Tensor pixels = Tensor.rand(40, 1, 4, 4).mul(255).to(DType.U8);
    ImageDataset images = new ImageDataset(pixels, Tensor.zeros(40).to(DType.I64));
    LoaderSpeed speed = LoaderSpeed.measure(images, 8, 1, 0, 2);
    assertTrue(speed.imagesPerSecond() > 0);
    assertEquals(
        "loader, shuffled and normalised, batches of 8, 2 workers: 199,000 images/s"
            + " (target: 200,000, NOT met)",
        new LoaderSpeed(8, 2, 199_000).toString());
  }

  @Test
  void comparesTheTrainerWithALoop() throws Exception {
    TrainerCost cost =
        TrainerCost.measure("linear", () -> new Linear(3, 10), new long[] {3}, 4, 5, 0, 2);
    assertTrue(cost.ratio() > 0 && cost.millis() > 0);
    assertEquals(
        "trainer beside a loop, linear, batches of 4: 1.020 times its 0.500 ms a step"
            + " (target: 1.05, met)",
        new TrainerCost("linear", 4, 0.5, 1.02).toString());
  }

  @Test
  void comparesLoadingWithReading() throws Exception {
    FileSpeed speed = FileSpeed.measure(3, 1000, 3);
    assertTrue(speed.bytes() > 12_000 && speed.reused().ratio() > 0);
    FileSpeed.Pair fast = new FileSpeed.Pair(0.5, 0.9);
    FileSpeed.Pair slow = new FileSpeed.Pair(0.25, 1.1);
    assertEquals(
        "file of 1.07 GB: into fresh memory bytes 0.500 s, tensors 0.90 times that,"
            + " into memory used before bytes 0.250 s, tensors 1.10 times that"
            + " (target: 1, NOT met); mapped in 0.50 ms",
        new FileSpeed(1 << 30, fast, slow, 0.0005).toString());
    assertFalse(new FileSpeed(1, slow, fast, 0).isMet());
    assertTrue(new FileSpeed(1, fast, fast, 0).isMet());
  }

  @Test
  void takesTheMedianOfRatios() {
    assertEquals(2, Turn.medianRatio(new double[] {2, 9, 4}, new double[] {1, 1, 4}), 1e-12);
    assertEquals(2.5, Turn.median(new double[] {4, 1, 2, 3}), 1e-12);
  }
}
