package dev.narae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cutting a tensor into parts along a dimension; the parts are views. */
public sealed interface Splitting permits Tensor {

  /**
   * Parts of {@code size} positions each; the last may be smaller.
   *
   * @throws ShapeException if the size is not positive, unless the dimension is empty
   */
  default List<Tensor> split(long size, int dim) {
    int axis = self().shape().axis("split", dim);
    long extent = self().dim(axis);
    if (size < 0 || (size == 0 && extent > 0)) {
      throw new ShapeException(
          "split: parts of size %d of dimension %d of shape %s; the size must be at least 1"
              .formatted(size, dim, self().shape()));
    }
    List<Tensor> parts = new ArrayList<>();
    long start = 0;
    do {
      long length = Math.min(size, extent - start);
      parts.add(self().narrow(axis, start, length));
      start += length;
    } while (start < extent);
    return parts;
  }

  /**
   * Parts of the given sizes.
   *
   * @throws ShapeException if they are negative or do not add up to the dimension's extent
   */
  default List<Tensor> split(long[] sizes, int dim) {
    int axis = self().shape().axis("split", dim);
    boolean fits = Arrays.stream(sizes).allMatch(s -> s >= 0 && s <= self().dim(axis));
    if (!fits || Arrays.stream(sizes).sum() != self().dim(axis)) {
      throw new ShapeException(
          "split: sizes %s for dimension %d of shape %s; they must add up to %d"
              .formatted(Arrays.toString(sizes), dim, self().shape(), self().dim(axis)));
    }
    List<Tensor> parts = new ArrayList<>();
    long start = 0;
    for (long size : sizes) {
      parts.add(self().narrow(axis, start, size));
      start += size;
    }
    return parts;
  }

  /**
   * At most {@code count} parts of equal size, but for the last, which may be smaller.
   *
   * @throws ShapeException if the count is not positive
   */
  default List<Tensor> chunk(int count, int dim) {
    int axis = self().shape().axis("chunk", dim);
    if (count < 1) {
      throw new ShapeException(
          "chunk: %d parts of shape %s; use at least 1".formatted(count, self().shape()));
    }
    long extent = self().dim(axis);
    return extent == 0
        ? split(new long[count], axis)
        : split(Math.ceilDiv(extent, (long) count), axis);
  }

  /** The parts at each position of a dimension, without that dimension. */
  default List<Tensor> unbind(int dim) {
    int axis = self().shape().axis("unbind", dim);
    List<Tensor> parts = new ArrayList<>();
    for (long i = 0; i < self().dim(axis); i++) {
      parts.add(self().select(axis, i));
    }
    return parts;
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
