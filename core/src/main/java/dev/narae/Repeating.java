package dev.narae;

import java.util.Arrays;

/** Tensors with elements that appear several times. Dimensions may be negative. */
public sealed interface Repeating permits Tensor {

  /**
   * Copies side by side: {@code reps} times along each of the last dimensions, and along new
   * leading ones if there are more numbers than dimensions.
   *
   * @throws ShapeException if a number is negative
   */
  default Tensor tile(long... reps) {
    int rank = Math.max(reps.length, self().rank());
    long[] all = new long[rank];
    Arrays.fill(all, 1);
    System.arraycopy(reps, 0, all, rank - reps.length, reps.length);
    return repeat(all);
  }

  /**
   * As {@link #tile}, with a number for every dimension at least.
   *
   * @throws ShapeException if there are fewer numbers than dimensions, or a negative one
   */
  default Tensor repeat(long... reps) {
    Shape shape = self().shape();
    if (reps.length < shape.rank() || Arrays.stream(reps).anyMatch(n -> n < 0)) {
      throw new ShapeException(
          ("repeat: %s repetitions of shape %s; give one number of 0 or more a dimension, or use"
                  + " tile")
              .formatted(Arrays.toString(reps), shape));
    }
    int lead = reps.length - shape.rank();
    long[] apart = new long[2 * reps.length];
    long[] repeated = new long[2 * reps.length];
    long[] joined = new long[reps.length];
    for (int i = 0; i < reps.length; i++) {
      long extent = i < lead ? 1 : shape.dim(i - lead);
      apart[2 * i] = 1;
      repeated[2 * i] = reps[i];
      apart[2 * i + 1] = extent;
      repeated[2 * i + 1] = extent;
      joined[i] = Math.multiplyExact(reps[i], extent);
    }
    Tensor all = self().reshape(Shape.of(apart)).expand(Shape.of(repeated));
    Tensor result = all.reshape(Shape.of(joined));
    return result.storage() == self().storage() ? result.copy() : result;
  }

  /** Each element {@code count} times in a row, as a vector. */
  default Tensor repeatInterleave(long count) {
    return self().flatten().repeatInterleave(count, 0);
  }

  /**
   * Each position of a dimension {@code count} times in a row.
   *
   * @throws ShapeException if the count is negative
   */
  default Tensor repeatInterleave(long count, int dim) {
    Shape shape = self().shape();
    int axis = shape.axis("repeatInterleave", dim);
    if (count < 0) {
      throw new ShapeException(
          "repeatInterleave: %d repetitions of shape %s; use 0 or more".formatted(count, shape));
    }
    Tensor apart = self().unsqueeze(axis + 1).expand(shape.insert(axis + 1, count));
    return apart.reshape(shape.with(axis, Math.multiplyExact(shape.dim(axis), count)));
  }

  /**
   * Each position of a dimension as often in a row as the vector {@code counts} says.
   *
   * @param counts I64 or I32, one a position, or a single one for all
   * @throws ShapeException if there are more or fewer counts, or negative ones
   */
  default Tensor repeatInterleave(Tensor counts, int dim) {
    int axis = self().shape().axis("repeatInterleave", dim);
    long extent = self().dim(axis);
    if (counts.dtype() != DType.I64 && counts.dtype() != DType.I32) {
      throw new DTypeException(
          "repeatInterleave: the counts are %s; they must be i64: convert with to(DType.I64)"
              .formatted(counts.dtype()));
    }
    long[] numbers = counts.toLongArray();
    boolean fits = counts.rank() <= 1 && (numbers.length == extent || numbers.length == 1);
    if (!fits || Arrays.stream(numbers).anyMatch(n -> n < 0)) {
      throw new ShapeException(
          ("repeatInterleave: %s counts of shape %s for dimension %d of shape %s; give a vector of"
                  + " %d numbers of 0 or more, or a single one")
              .formatted(fits ? "negative" : "the", counts.shape(), dim, self().shape(), extent));
    }
    if (numbers.length == 1) {
      return repeatInterleave(numbers[0], axis);
    }
    Tensor positions = Positions.on(self().device(), Positions.repeated(numbers));
    return Indices.select(self(), axis, positions);
  }

  /** Repeated along dimensions of size 1 and new leading ones, without a copy. */
  default Tensor broadcastTo(long... sizes) {
    return self().expand(sizes);
  }

  /** Repeated to the shape of another tensor, without a copy. */
  default Tensor expandAs(Tensor other) {
    return self().expand(other.shape());
  }

  /**
   * Windows of {@code size} positions of a dimension, each {@code step} further, without a copy:
   * the dimension counts the windows, and a new last one their positions. Windows may overlap; the
   * gradient adds up.
   *
   * @throws ShapeException if no window fits, or the step is not positive
   */
  default Tensor unfold(int dim, long size, long step) {
    Tensor tensor = self().rank() == 0 ? self().reshape(1) : self();
    int axis = tensor.shape().axis("unfold", dim);
    if (size < 0 || size > tensor.dim(axis) || step < 1) {
      throw new ShapeException(
          ("unfold: windows of size %d in steps of %d along dimension %d of shape %s; the size must"
                  + " be 0 to %d and the step at least 1")
              .formatted(size, step, dim, self().shape(), tensor.dim(axis)));
    }
    Tensor windows = Dispatch.run(new UnfoldOp(axis, size, step), tensor);
    return self().rank() == 0 ? windows.select(0, 0) : windows;
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
