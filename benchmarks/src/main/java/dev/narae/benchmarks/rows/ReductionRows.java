package dev.narae.benchmarks.rows;

import static dev.narae.benchmarks.Workload.Kind.FULL;
import static dev.narae.benchmarks.Workload.Kind.QUICK;

import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.benchmarks.Side;
import dev.narae.benchmarks.Target;
import dev.narae.benchmarks.Work;
import dev.narae.benchmarks.Workload;
import dev.narae.benchmarks.torch.TorchReductions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** Reductions, softmax and layer normalisation. */
public final class ReductionRows {
  private static final Target TARGET = Target.ratio(1.2);
  private static final long[][] SHAPES = {{64, 1000}, {8192, 512}};
  private static final double EPS = 1e-5;

  private ReductionRows() {}

  /** All of them. */
  public static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    reduction(all, "sum", Tensor::sum);
    reduction(all, "max", Tensor::amax);
    reduction(all, "mean", Tensor::mean);
    for (long[] shape : SHAPES) {
      softmax(all, "softmax", shape);
      softmax(all, "logSoftmax", shape);
      layerNorm(all, shape);
    }
    return all;
  }

  private static void reduction(
      List<Workload> all, String name, BiFunction<Tensor, int[], Tensor> operation) {
    for (long[] shape : SHAPES) {
      for (Over over : Over.values()) {
        all.add(
            new Workload(
                "%s over %s %s".formatted(name, over.name().toLowerCase(Locale.ROOT), text(shape)),
                TARGET,
                Work.tensors(1, shape[0] * shape[1]),
                () -> reduced(shape, over, operation),
                () -> TorchReductions.reduction(name, shape, over.dims()),
                name.equals("sum") && over == Over.ALL && isLarge(shape) ? QUICK : FULL));
      }
    }
  }

  /** What a reduction runs over. */
  private enum Over {
    ALL,
    ROWS,
    COLUMNS;

    int[] dims() {
      return switch (this) {
        case ALL -> new int[0];
        case ROWS -> new int[] {0};
        case COLUMNS -> new int[] {1};
      };
    }
  }

  private static Side reduced(
      long[] shape, Over over, BiFunction<Tensor, int[], Tensor> operation) {
    Tensor x = Tensor.randn(shape);
    int[] dims = over.dims();
    return Sides.forward(() -> operation.apply(x, dims));
  }

  private static void softmax(List<Workload> all, String name, long[] shape) {
    pair(all, name, shape, gradients -> softmax(name, shape, gradients));
  }

  private static Side softmax(String name, long[] shape, boolean gradients) {
    Tensor x = Tensor.randn(shape).requiresGrad(gradients);
    boolean log = name.equals("logSoftmax");
    return gradients
        ? Sides.gradients(() -> log ? x.logSoftmax(1) : x.softmax(1), x)
        : Sides.forward(() -> log ? x.logSoftmax(1) : x.softmax(1));
  }

  private static void layerNorm(List<Workload> all, long[] shape) {
    pair(all, "layerNorm", shape, gradients -> layerNorm(shape, gradients));
  }

  private static Side layerNorm(long[] shape, boolean gradients) {
    Tensor x = Tensor.randn(shape).requiresGrad(gradients);
    Tensor weight = Tensor.randn(shape[1]).requiresGrad(gradients);
    Tensor bias = Tensor.randn(shape[1]).requiresGrad(gradients);
    Shape last = Shape.of(shape[1]);
    return gradients
        ? Sides.gradients(() -> x.layerNorm(last, weight, bias, EPS), x, weight, bias)
        : Sides.forward(() -> x.layerNorm(last, weight, bias, EPS));
  }

  /** Makes a side, with gradients or without. */
  private interface Maker {
    Side make(boolean gradients);
  }

  private static void pair(List<Workload> all, String name, long[] shape, Maker narae) {
    long size = shape[0] * shape[1];
    all.add(
        new Workload(
            "%s %s".formatted(name, text(shape)),
            TARGET,
            Work.tensors(2, size),
            () -> narae.make(false),
            () -> TorchReductions.rowwise(name, shape, false),
            FULL));
    all.add(
        new Workload(
            "%s %s, with gradients".formatted(name, text(shape)),
            TARGET,
            Work.tensors(5, size),
            () -> narae.make(true),
            () -> TorchReductions.rowwise(name, shape, true),
            isLarge(shape) && !name.equals("logSoftmax") ? QUICK : FULL));
  }

  private static boolean isLarge(long[] shape) {
    return shape[0] * shape[1] > 1_000_000;
  }

  private static String text(long[] shape) {
    return shape[0] + "x" + shape[1];
  }
}
