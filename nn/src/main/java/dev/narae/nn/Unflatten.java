package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.Arrays;

/** Splits a dimension into several: the opposite of {@link Flatten}. */
public final class Unflatten extends Layer {
  private final int dim;
  private final long[] sizes;

  /**
   * Splits {@code dim}, which may be negative to count from the last, into dimensions of these
   * sizes; one of them may be -1 for what remains.
   *
   * @throws IllegalArgumentException if there are no sizes or more than one is -1
   */
  public Unflatten(int dim, long... sizes) {
    if (sizes.length == 0
        || Arrays.stream(sizes).filter(size -> size == -1).count() > 1
        || Arrays.stream(sizes).anyMatch(size -> size < -1 || size == 0)) {
      throw new IllegalArgumentException(
          "Unflatten: the sizes are %s; give positive ones, of which one may be -1"
              .formatted(Arrays.toString(sizes)));
    }
    this.dim = dim;
    this.sizes = sizes.clone();
  }

  @Override
  protected Tensor forward(Tensor x) {
    Shape shape = x.shape();
    int axis = shape.axis("Unflatten", dim);
    long known = Arrays.stream(sizes).filter(size -> size != -1).reduce(1, Math::multiplyExact);
    boolean open = Arrays.stream(sizes).anyMatch(size -> size == -1);
    if (open ? shape.dim(axis) % known != 0 : shape.dim(axis) != known) {
      throw new ShapeException(
          "Unflatten: dimension %d of input %s has no parts %s; their product must be its size"
              .formatted(dim, shape, Arrays.toString(sizes)));
    }
    long[] result = new long[shape.rank() - 1 + sizes.length];
    for (int i = 0; i < result.length; i++) {
      if (i < axis) {
        result[i] = shape.dim(i);
      } else if (i < axis + sizes.length) {
        result[i] = sizes[i - axis] == -1 ? shape.dim(axis) / known : sizes[i - axis];
      } else {
        result[i] = shape.dim(i - sizes.length + 1);
      }
    }
    return x.reshape(result);
  }

  @Override
  protected String settings() {
    return "dim=%d, sizes=%s".formatted(dim, Arrays.toString(sizes));
  }
}
