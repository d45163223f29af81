package dev.narae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
    List<Long> sizes = new ArrayList<>();
    long start = 0;
    do {
      sizes.add(Math.min(size, extent - start));
      start += size;
    } while (start < extent);
    return parts(axis, sizes);
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
    return parts(axis, Arrays.stream(sizes).boxed().toList());
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
    List<Long> ones = Collections.nCopies(Math.toIntExact(self().dim(axis)), 1L);
    return parts(axis, ones).stream().map(part -> part.squeeze(axis)).toList();
  }

  private List<Tensor> parts(int axis, List<Long> sizes) {
    return sizes.isEmpty() ? List.of() : List.of(Dispatch.runAll(new SplitOp(axis, sizes), self()));
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
