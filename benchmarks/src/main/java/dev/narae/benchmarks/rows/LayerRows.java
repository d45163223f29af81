package dev.narae.benchmarks.rows;

import static dev.narae.benchmarks.Workload.Kind.FULL;

import dev.narae.RunningStatistics;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.benchmarks.Side;
import dev.narae.benchmarks.Target;
import dev.narae.benchmarks.Work;
import dev.narae.benchmarks.Workload;
import dev.narae.benchmarks.torch.TorchLayers;
import java.util.List;
import java.util.function.Supplier;

/** Layers between the products, with gradients. */
public final class LayerRows {
  private static final Target TARGET = Target.ratio(1.5);
  private static final long[] IMAGES = {32, 64, 56, 56};
  private static final long[] REPORT = {32, 10, 24, 24};
  private static final long DROPOUT = 1_000_000;
  private static final long ROWS = 10_000;
  private static final long WIDTH = 256;
  private static final long[] INDEX = {64, 128};
  private static final double EPS = 1e-5;

  private LayerRows() {}

  /** All of them. */
  public static List<Workload> all() {
    return List.of(
        pool("maxPool2d", REPORT, FULL),
        pool("maxPool2d", IMAGES, FULL),
        pool("avgPool2d", IMAGES, FULL),
        row(
            "batchNorm (32,64,56²)",
            elements(IMAGES),
            LayerRows::batchNorm,
            () -> TorchLayers.batchNorm(IMAGES),
            FULL),
        row(
            "dropout 1,000,000",
            DROPOUT,
            LayerRows::dropout,
            () -> TorchLayers.dropout(DROPOUT),
            FULL),
        row(
            "embedding 10000x256, 64x128",
            INDEX[0] * INDEX[1] * WIDTH,
            LayerRows::embedding,
            () -> TorchLayers.embedding(ROWS, WIDTH, INDEX),
            FULL),
        crossEntropy(64, 1000, FULL),
        crossEntropy(8192, 512, FULL));
  }

  private static Workload row(
      String name, long size, Supplier<Side> narae, Supplier<Side> torch, Workload.Kind kind) {
    return new Workload(
        name + ", with gradients", TARGET, Work.tensors(4, size), narae, torch, kind);
  }

  private static long elements(long[] shape) {
    return Shape.of(shape).size();
  }

  private static Workload pool(String name, long[] shape, Workload.Kind kind) {
    String text = "%s (%d,%d,%d²)".formatted(name, shape[0], shape[1], shape[2]);
    boolean max = name.equals("maxPool2d");
    return row(
        text,
        elements(shape),
        () -> {
          Tensor x = Sides.tracked(shape);
          return Sides.gradients(() -> max ? x.maxPool2d(2) : x.avgPool2d(2), x);
        },
        () -> TorchLayers.pool(max, shape),
        kind);
  }

  private static Side batchNorm() {
    Tensor x = Sides.tracked(IMAGES);
    Tensor weight = Sides.tracked(IMAGES[1]);
    Tensor bias = Sides.tracked(IMAGES[1]);
    RunningStatistics running =
        new RunningStatistics(Tensor.zeros(IMAGES[1]), Tensor.ones(IMAGES[1]));
    return Sides.gradients(() -> x.batchNorm(weight, bias, EPS, running, 0.1), x, weight, bias);
  }

  private static Side dropout() {
    Tensor x = Sides.tracked(DROPOUT);
    return Sides.gradients(() -> x.dropout(0.5), x);
  }

  private static Side embedding() {
    Tensor table = Sides.tracked(ROWS, WIDTH);
    Tensor index = Tensor.randInt(0, ROWS, Shape.of(INDEX));
    return Sides.gradients(() -> table.embedding(index), table);
  }

  private static Workload crossEntropy(long batch, long classes, Workload.Kind kind) {
    return row(
        "crossEntropy %dx%d".formatted(batch, classes),
        batch * classes,
        () -> {
          Tensor x = Sides.tracked(batch, classes);
          Tensor labels = Tensor.randInt(0, classes, Shape.of(batch));
          return Sides.gradients(() -> x.crossEntropy(labels), x);
        },
        () -> TorchLayers.crossEntropy(batch, classes),
        kind);
  }
}
