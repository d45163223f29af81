package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Each slice over the last dimensions brought to mean 0 and variance 1, then times weight plus
 * bias: (x - mean) / √(variance + eps) · weight + bias (Ba, Kiros and Hinton, "Layer
 * normalization", 2016).
 *
 * <p>Parameters: {@code weight} and {@code bias} of the slices' shape, at first ones and zeros.
 */
public final class LayerNorm extends Layer {
  private static final double EPS = 1e-5;

  private final Shape shape;
  private final double eps;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /** Over the last dimensions, which have these extents, with weight and bias. */
  public LayerNorm(long... sizes) {
    this(Shape.of(sizes), EPS, true, true);
  }

  /**
   * The general form.
   *
   * @param shape the extents of the last dimensions, at least one
   * @param eps added to the variance
   * @param withWeight whether slices are scaled
   * @param withBias whether something is added to them
   * @throws IllegalArgumentException if a size is not positive, or eps is negative
   */
  public LayerNorm(Shape shape, double eps, boolean withWeight, boolean withBias) {
    Checks.positive("LayerNorm", "the number of dimensions", shape.rank());
    for (int i = 0; i < shape.rank(); i++) {
      Checks.positive("LayerNorm", "a size", shape.dim(i));
    }
    Checks.notNegative("LayerNorm", "eps", eps);
    this.shape = shape;
    this.eps = eps;
    weight = withWeight ? parameter("weight", Init.full(shape, 1)) : null;
    bias = withBias ? parameter("bias", Init.full(shape, 0)) : null;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.layerNorm(
        shape, weight == null ? null : weight.tensor(), bias == null ? null : bias.tensor(), eps);
  }

  @Override
  protected String settings() {
    return "%s, eps=%s, weight=%b, bias=%b".formatted(shape, eps, weight != null, bias != null);
  }
}
