package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Each group of channels of each sample of (N, channels, …) brought to mean 0 and variance 1, then
 * times weight plus bias (Wu and He, "Group normalization", 2018).
 *
 * <p>Parameters: {@code weight} (channels), at first ones, and {@code bias} (channels), at first
 * zeros.
 */
public final class GroupNorm extends Layer {
  private final int groups;
  private final long channels;
  private final double eps;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /** With weight and bias, and eps 1e-5. */
  public GroupNorm(int groups, long channels) {
    this(groups, channels, 1e-5, true);
  }

  /**
   * The general form.
   *
   * @param eps added to the variance
   * @param affine whether there are a weight and a bias
   * @throws IllegalArgumentException if a size is not positive, the groups do not divide the
   *     channels, or eps is negative
   */
  public GroupNorm(int groups, long channels, double eps, boolean affine) {
    Checks.positive("GroupNorm", "groups", groups);
    Checks.positive("GroupNorm", "channels", channels);
    Checks.notNegative("GroupNorm", "eps", eps);
    if (channels % groups != 0) {
      throw new IllegalArgumentException(
          "GroupNorm: %d groups must divide the %d channels".formatted(groups, channels));
    }
    this.groups = groups;
    this.channels = channels;
    this.eps = eps;
    weight = affine ? parameter("weight", Init.full(Shape.of(channels), 1)) : null;
    bias = affine ? parameter("bias", Init.full(Shape.of(channels), 0)) : null;
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (x.rank() < 2 || x.dim(1) != channels) {
      throw new ShapeException(
          "GroupNorm: the input has shape %s; it must be (N, %d, …)"
              .formatted(x.shape(), channels));
    }
    return x.groupNorm(
        groups, weight == null ? null : weight.tensor(), bias == null ? null : bias.tensor(), eps);
  }

  @Override
  protected String settings() {
    return "%d, %d, eps=%s, affine=%b".formatted(groups, channels, eps, weight != null);
  }
}
