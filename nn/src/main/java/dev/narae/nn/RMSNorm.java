package dev.narae.nn;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Each slice over the last dimensions divided by √(mean of its squares + eps), then times weight
 * (Zhang and Sennrich, "Root mean square layer normalization", 2019, equation 4).
 *
 * <p>Parameter: {@code weight} of the slices' shape, at first ones.
 */
public final class RMSNorm extends Layer {
  private final Shape shape;
  private final OptionalDouble eps;
  private final @Nullable Parameter weight;

  /**
   * Over the last dimensions, which have these extents, with a weight; eps is, as in PyTorch, the
   * distance from 1 to the next number: 2⁻⁵² for F64, else that of F32, 2⁻²³.
   */
  public RMSNorm(long... sizes) {
    this(Shape.of(sizes), OptionalDouble.empty(), true);
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
    this(shape, OptionalDouble.of(eps), withWeight);
  }

  private RMSNorm(Shape shape, OptionalDouble eps, boolean withWeight) {
    Checks.positive("RMSNorm", "the number of dimensions", shape.rank());
    for (int i = 0; i < shape.rank(); i++) {
      Checks.positive("RMSNorm", "a size", shape.dim(i));
    }
    eps.ifPresent(given -> Checks.notNegative("RMSNorm", "eps", given));
    this.shape = shape;
    this.eps = eps;
    weight = withWeight ? parameter("weight", Init.full(shape, 1)) : null;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.rmsNorm(shape, weight == null ? null : weight.tensor(), eps(x.dtype()));
  }

  private double eps(DType dtype) {
    return eps.orElse(dtype == DType.F64 ? Math.ulp(1.0) : Math.ulp(1.0f));
  }

  @Override
  protected String settings() {
    return "%s, eps=%s, weight=%b"
        .formatted(shape, eps.isPresent() ? eps.getAsDouble() : "of the dtype", weight != null);
  }
}
