package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Each slice over the last dimensions divided by √(mean of its squares + eps), then times weight
 * (Zhang and Sennrich, "Root mean square layer normalization", 2019, equation 4).
 *
 * <p>Parameter: {@code weight} of the slices' shape, at first ones.
 */
public final class RMSNorm extends Layer {
  /** The distance from 1 to the next F32, which PyTorch adds to F32 unless told otherwise. */
  private static final double EPS = Math.ulp(1.0f);

  private final Shape shape;
  private final double eps;
  private final @Nullable Parameter weight;

  /** Over the last dimensions, which have these extents, with a weight and eps 2⁻²³. */
  public RMSNorm(long... sizes) {
    this(Shape.of(sizes), EPS, true);
  }

  /**
   * The general form.
   *
   * @param shape the extents of the last dimensions, at least one
   * @param eps added to the mean of squares
   * @param withWeight whether slices are scaled
   * @throws IllegalArgumentException if a size is not positive, or eps is negative
   */
  public RMSNorm(Shape shape, double eps, boolean withWeight) {
    Checks.positive("RMSNorm", "the number of dimensions", shape.rank());
    for (int i = 0; i < shape.rank(); i++) {
      Checks.positive("RMSNorm", "a size", shape.dim(i));
    }
    Checks.notNegative("RMSNorm", "eps", eps);
    this.shape = shape;
    this.eps = eps;
    weight = withWeight ? parameter("weight", Init.full(shape, 1)) : null;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.rmsNorm(shape, weight == null ? null : weight.tensor(), eps);
  }

  @Override
  protected String settings() {
    return "%s, eps=%s, weight=%b".formatted(shape, eps, weight != null);
  }
}
