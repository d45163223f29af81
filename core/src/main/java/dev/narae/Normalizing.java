package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the operators of {@link Normalizations} share: statistics, weights and checks. */
final class Normalizing {
  private static final Formula AFFINE =
      Formula.of("affine", 3, 0, Expr.arg(0).mul(Expr.arg(1)).add(Expr.arg(2)));

  private static final Formula KNOWN =
      Formula.of("batchNormInference", 3, 0, Expr.arg(0).sub(Expr.arg(1)).mul(Expr.arg(2)));
  private static final Formula KNOWN_WITH_BIAS =
      Formula.of("batchNormInference", 4, 0, KNOWN.body().add(Expr.arg(3)));

  private Normalizing() {}

  /** The outputs of {@link StandardizeOp} over the dimensions. */
  static Tensor[] standardize(Tensor x, boolean centred, double eps, int... dims) {
    boolean[] axes = new boolean[x.rank()];
    for (int dim : dims) {
      axes[dim] = true;
    }
    return Dispatch.runAll(new StandardizeOp(Axes.reduced(x.shape(), axes), centred, eps), x);
  }

  /** The last dimensions normalised, times weight plus bias. */
  static Tensor lastDimensions(
      Tensor x,
      Shape shape,
      boolean centred,
      double eps,
      @Nullable Tensor weight,
      @Nullable Tensor bias) {
    if (shape.size() < LayerNormOp.FEWEST) {
      int[] dims = IntStream.range(x.rank() - shape.rank(), x.rank()).toArray();
      return affine(standardize(x, centred, eps, dims)[0], weight, bias);
    }
    Tensor rows = x.reshape(Shape.of(x.size() / shape.size(), shape.size()));
    return LayerNormOp.of(rows, centred, eps, row(weight), row(bias)).reshape(x.shape());
  }

  private static @Nullable Tensor row(@Nullable Tensor tensor) {
    return tensor == null ? null : Halves.widened(tensor).reshape(-1);
  }

  /** x · weight + bias, broadcast, as one kernel. */
  static Tensor affine(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias) {
    if (weight != null && bias != null) {
      return x.apply(AFFINE, List.of(weight, bias));
    }
    Tensor scaled = weight == null ? x : x.mul(weight);
    return bias == null ? scaled : scaled.add(bias);
  }

  /** {@link #affine} with one weight and bias a channel of (N, C, …). */
  static Tensor perChannel(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias) {
    return affine(x, column(weight, x.rank()), column(bias, x.rank()));
  }

  /** (C) as (C, 1, …), to be broadcast over (N, C, …). */
  private static @Nullable Tensor column(@Nullable Tensor vector, int rank) {
    return vector == null ? null : spread(vector, rank);
  }

  static Tensor spread(Tensor vector, int rank) {
    long[] sizes = new long[rank - 1];
    Arrays.fill(sizes, 1);
    sizes[0] = vector.dim(0);
    return vector.reshape(Shape.of(sizes));
  }

  private static Shape grouped(Shape shape, int groups) {
    long inGroup = shape.dim(1) / groups;
    for (int i = 2; i < shape.rank(); i++) {
      inGroup *= shape.dim(i);
    }
    return Shape.of(shape.dim(0), groups, inGroup);
  }

  static Tensor group(
      Tensor x, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    Tensor rows = x.reshape(grouped(x.shape(), groups));
    Tensor normal =
        rows.dim(2) < LayerNormOp.FEWEST
            ? standardize(rows, true, eps, 2)[0]
            : LayerNormOp.of(rows, true, eps, null, null);
    return perChannel(normal.reshape(x.shape()), weight, bias);
  }

  static Tensor batch(
      Tensor x,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps,
      @Nullable RunningStatistics running,
      double momentum) {
    checkChannels("batchNorm", x, weight, bias, running);
    int[] dims = IntStream.range(0, x.rank()).filter(dim -> dim != 1).toArray();
    double count = checkCount("batchNorm", x, dims);
    BatchNormOp op = new BatchNormOp(eps);
    boolean asStored = Dispatch.backend("batchNorm", x).fusesHalves(op.fused());
    Tensor wide = asStored ? x : Halves.widened(x);
    Shape channels = Shape.of(x.dim(1));
    DType computed = x.dtype().compute();
    Tensor factor = weight == null ? Tensor.ones(channels, computed, x.device()) : weight;
    Tensor shift = bias == null ? Tensor.zeros(channels, computed, x.device()) : bias;
    Tensor[] outputs = Dispatch.runAll(op, wide, Halves.widened(factor), Halves.widened(shift));
    if (running != null && count > 0) {
      running.move(outputs[1], outputs[3], count, momentum);
    }
    return outputs[0].to(x.dtype());
  }

  static Tensor instance(
      Tensor x,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps,
      @Nullable RunningStatistics running,
      double momentum) {
    checkChannels("instanceNorm", x, weight, bias, running);
    int[] dims = IntStream.range(2, x.rank()).toArray();
    double count = checkCount("instanceNorm", x, dims);
    Tensor[] outputs = standardize(Halves.widened(x), true, eps, dims);
    if (running != null && count > 0) {
      running.move(averaged(outputs[2]), averaged(outputs[3]), count, momentum);
    }
    return perChannel(outputs[0], weight, bias).to(x.dtype());
  }

  /** (N, C, 1, …) averaged over the samples: (C). */
  private static Tensor averaged(Tensor statistic) {
    try (var _ = Grad.noGrad()) {
      return statistic.detach().mean(0).flatten();
    }
  }

  static Tensor known(
      Tensor x,
      RunningStatistics running,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps) {
    checkChannels("batchNormInference", x, weight, bias, running);
    Tensor scale = Halves.widened(running.variance()).add(eps).rsqrt();
    Tensor factor = weight == null ? scale : scale.mul(weight);
    Tensor mean = spread(running.mean(), x.rank());
    Tensor spread = spread(factor, x.rank());
    Tensor result =
        bias == null
            ? x.apply(KNOWN, List.of(mean, spread))
            : x.apply(KNOWN_WITH_BIAS, List.of(mean, spread, spread(bias, x.rank())));
    return result.to(x.dtype());
  }

  private static double checkCount(String op, Tensor x, int... dims) {
    double count = 1;
    for (int dim : dims) {
      count *= x.dim(dim);
    }
    if (count == 1) {
      throw new ShapeException(
          ("%s: input %s has a single number a channel, which has no variance; use more, or known"
                  + " statistics with batchNormInference")
              .formatted(op, x.shape()));
    }
    return count;
  }

  static void checkLast(
      String op, Tensor x, Shape shape, @Nullable Tensor weight, @Nullable Tensor bias) {
    x.requireFloating(op);
    int lead = x.rank() - shape.rank();
    boolean fits = lead >= 0 && shape.rank() > 0;
    for (int i = 0; fits && i < shape.rank(); i++) {
      fits = x.dim(lead + i) == shape.dim(i);
    }
    if (!fits) {
      throw new ShapeException(
          "%s: input %s does not end with the extents %s; name those of its last dimensions"
              .formatted(op, x.shape(), shape));
    }
    checkParameter(op, "weight", x, weight, shape);
    checkParameter(op, "bias", x, bias, shape);
  }

  static void checkGroups(Tensor x, int groups, @Nullable Tensor weight, @Nullable Tensor bias) {
    checkChannels("groupNorm", x, weight, bias, null);
    if (groups < 1 || x.dim(1) % groups != 0) {
      throw new ShapeException(
          "groupNorm: %d groups do not divide the %d channels of input %s; use a divisor"
              .formatted(groups, x.dim(1), x.shape()));
    }
  }

  private static void checkChannels(
      String op,
      Tensor x,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      @Nullable RunningStatistics running) {
    x.requireFloating(op);
    if (x.rank() < 2) {
      throw new ShapeException(
          "%s: the input has shape %s; it must be (N, C, …): unsqueeze what is missing"
              .formatted(op, x.shape()));
    }
    Shape channels = Shape.of(x.dim(1));
    checkParameter(op, "weight", x, weight, channels);
    checkParameter(op, "bias", x, bias, channels);
    if (running != null) {
      checkParameter(op, "running mean", x, running.mean(), channels);
      checkParameter(op, "running variance", x, running.variance(), channels);
    }
  }

  private static void checkParameter(
      String op, String what, Tensor x, @Nullable Tensor parameter, Shape shape) {
    if (parameter == null) {
      return;
    }
    boolean wider = x.dtype().isHalf() && parameter.dtype() == DType.F32;
    if (parameter.dtype() != x.dtype() && !wider) {
      throw new DTypeException(
          "%s: the input is %s and the %s %s; convert one with to(dtype)"
              .formatted(op, x.dtype(), what, parameter.dtype()));
    }
    if (!parameter.shape().equals(shape)) {
      throw new ShapeException(
          "%s: the %s has shape %s; for input %s it must be %s: reshape it"
              .formatted(op, what, parameter.shape(), x.shape(), shape));
    }
  }
}
