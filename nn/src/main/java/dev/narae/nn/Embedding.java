package dev.narae.nn;

import dev.narae.DType;
import dev.narae.Grad;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.OptionalLong;

/**
 * A row of numbers for each index: I64 or I32 of any shape (…) to (…, width).
 *
 * <p>Parameter: {@code weight} (entries, width), at first normal with mean 0 and deviation 1.
 */
public final class Embedding extends Layer {
  private final OptionalLong padding;
  private final Parameter weight;

  /**
   * A table of so many rows of so many numbers.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public Embedding(long entries, long width) {
    this(first(entries, width, OptionalLong.empty()), OptionalLong.empty());
  }

  /**
   * A table in which the row of the padding is 0 at first and gets no gradient.
   *
   * @param padding its index, negative to count from the last
   * @throws IllegalArgumentException if a size is not positive or there is no such row
   */
  public Embedding(long entries, long width, long padding) {
    this(first(entries, width, OptionalLong.of(padding)), OptionalLong.of(padding));
  }

  private Embedding(Tensor values, OptionalLong padding) {
    this.padding = padding;
    weight = parameter("weight", values);
  }

  /**
   * A table with these rows, which are trained further unless frozen.
   *
   * @param rows (entries, width), floating
   * @throws ShapeException if the rows are no matrix
   */
  public static Embedding of(Tensor rows) {
    if (rows.rank() != 2) {
      throw new ShapeException(
          "Embedding: the rows have shape %s; they must be (entries, width)"
              .formatted(rows.shape()));
    }
    return new Embedding(rows, OptionalLong.empty());
  }

  private static Tensor first(long entries, long width, OptionalLong padding) {
    Checks.positive("Embedding", "entries", entries);
    Checks.positive("Embedding", "width", width);
    if (padding.isPresent() && (padding.getAsLong() >= entries || padding.getAsLong() < -entries)) {
      throw new IllegalArgumentException(
          "Embedding: the padding index is %d; with %d entries it must lie in %d to %d"
              .formatted(padding.getAsLong(), entries, -entries, entries - 1));
    }
    Tensor values = Tensor.normal(Shape.of(entries, width), 0, 1, DType.F32);
    if (padding.isPresent()) {
      try (var _ = Grad.noGrad()) {
        values.select(0, padding.getAsLong()).zero();
      }
    }
    return values;
  }

  /** The weight (entries, width). */
  public Parameter weight() {
    return weight;
  }

  @Override
  protected Tensor forward(Tensor index) {
    return padding.isPresent()
        ? weight.tensor().embedding(index, padding.getAsLong())
        : weight.tensor().embedding(index);
  }

  @Override
  protected String settings() {
    Shape shape = weight.shape();
    String sizes = "%d, %d".formatted(shape.dim(0), shape.dim(1));
    return padding.isPresent() ? sizes + ", padding=" + padding.getAsLong() : sizes;
  }
}
