package dev.narae.data;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changes of whole batches of images (batch, channels, height, width), each one kernel. */
public final class Transforms {
  /** Inputs x; scalars the mean, the standard deviation and the value of white. */
  private static final Formula NORMALIZE =
      Formula.of("normalize", 1, 3, normalized(Expr.scalar(0), Expr.scalar(1), 2));

  /** Inputs x, means and standard deviations; scalar the value of white. */
  private static final Formula NORMALIZE_CHANNELS =
      Formula.of("normalize", 3, 1, normalized(Expr.arg(1), Expr.arg(2), 0));

  private Transforms() {}

  private static Expr normalized(Expr mean, Expr std, int white) {
    return Expr.arg(0).div(Expr.scalar(white)).sub(mean).div(std);
  }

  /**
   * (x - mean) / std with floating result. Bytes are first scaled to [0, 1], floating images are
   * taken as they are.
   *
   * @throws IllegalArgumentException if the mean is not finite or the deviation not positive
   */
  public static UnaryOperator<Tensor> normalize(double mean, double std) {
    check(mean, std);
    return x -> x.apply(NORMALIZE, List.of(), mean, std, white(x));
  }

  /**
   * {@link #normalize(double, double)} with a mean and a standard deviation for each channel.
   *
   * @throws IllegalArgumentException if the numbers of both differ, a mean is not finite or a
   *     deviation not positive
   */
  public static UnaryOperator<Tensor> normalize(double[] means, double[] stds) {
    if (means.length != stds.length) {
      throw new IllegalArgumentException(
          "normalize: %d means and %d standard deviations; give one of each for each channel"
              .formatted(means.length, stds.length));
    }
    for (int i = 0; i < means.length; i++) {
      check(means[i], stds[i]);
    }
    double[] ownMeans = means.clone();
    double[] ownStds = stds.clone();
    return x -> normalizeChannels(x, ownMeans, ownStds);
  }

  private static Tensor normalizeChannels(Tensor x, double[] means, double[] stds) {
    if (x.rank() != 4 || x.dim(1) != means.length) {
      throw new ShapeException(
          "normalize: images %s; with %d means they must be (batch, %d, height, width)"
              .formatted(x.shape(), means.length, means.length));
    }
    List<Tensor> numbers = List.of(channels(x, means), channels(x, stds));
    return x.apply(NORMALIZE_CHANNELS, numbers, white(x));
  }

  private static Tensor channels(Tensor x, double[] values) {
    return Device.with(
        x.device(), () -> Tensor.of(values, values.length, 1, 1).to(x.dtype().toFloating()));
  }

  private static double white(Tensor x) {
    return x.dtype() == DType.U8 ? 255 : 1;
  }

  private static void check(double mean, double std) {
    if (!Double.isFinite(mean) || !(std > 0 && Double.isFinite(std))) {
      throw new IllegalArgumentException(
          "normalize: mean %s and standard deviation %s must be finite, and the latter above 0"
              .formatted(mean, std));
    }
  }
}
