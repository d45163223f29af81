package dev.narae;

import java.util.ArrayList;
import java.util.List;

/**
 * Rearranging elements: views that share their memory with the original wherever strides allow it.
 * Dimensions may be negative to count from the last.
 */
public sealed interface Movement permits Tensor {

  /**
   * The elements in row-major order under another shape; one size may be -1 and is then inferred. A
   * view if the strides allow it, else a copy.
   *
   * @throws ShapeException if the number of elements differs
   */
  default Tensor reshape(long... sizes) {
    return reshape(Sizes.infer(self().shape(), sizes));
  }

  /** The elements in row-major order under another shape of as many elements. */
  default Tensor reshape(Shape shape) {
    if (shape.equals(self().shape())) {
      return self();
    }
    if (shape.size() != self().size()) {
      throw Sizes.mismatch(self().shape(), shape);
    }
    boolean fits = ReshapeOp.layout(self().layout(), shape).isPresent();
    return Dispatch.run(new ReshapeOp(shape), fits ? self() : self().copy());
  }

  /** The dimensions in another order. */
  default Tensor permute(int... dims) {
    return Dispatch.run(new PermuteOp(Sizes.permutation(self().shape(), dims)), self());
  }

  /** Two dimensions exchanged. */
  default Tensor transpose(int dim0, int dim1) {
    int a = self().shape().axis("transpose", dim0);
    int b = self().shape().axis("transpose", dim1);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < self().rank(); i++) {
      order.add(i == a ? b : i == b ? a : i);
    }
    return Dispatch.run(new PermuteOp(order), self());
  }

  /** The transpose of a matrix. */
  default Tensor t() {
    if (self().rank() != 2) {
      throw new ShapeException(
          "t: shape %s is not a matrix; use transpose(dim0, dim1)".formatted(self().shape()));
    }
    return transpose(0, 1);
  }

  /** Repeated along dimensions of size 1 and new leading ones, without a copy; -1 keeps a size. */
  default Tensor expand(long... sizes) {
    return expand(Sizes.expanded(self().shape(), sizes));
  }

  /** Repeated along dimensions of size 1 and new leading ones, without a copy. */
  default Tensor expand(Shape shape) {
    return shape.equals(self().shape()) ? self() : Dispatch.run(new ExpandOp(shape), self());
  }

  /** Without a dimension of size 1; unchanged if its size is another. */
  default Tensor squeeze(int dim) {
    int axis = self().shape().axis("squeeze", dim);
    return self().dim(axis) == 1 ? reshape(self().shape().without(axis)) : self();
  }

  /** Without all dimensions of size 1. */
  default Tensor squeeze() {
    return reshape(java.util.Arrays.stream(self().shape().dims()).filter(d -> d != 1).toArray());
  }

  /** With a new dimension of size 1 before {@code dim}, from -rank-1 to rank. */
  default Tensor unsqueeze(int dim) {
    Shape shape = self().shape();
    int axis = shape.insert(0, 1).axis("unsqueeze", dim);
    return reshape(shape.insert(axis, 1));
  }

  /** The dimensions from {@code start} to {@code end} joined to one. */
  default Tensor flatten(int start, int end) {
    return reshape(Sizes.flattened(self().shape(), start, end));
  }

  /** All dimensions joined to one. */
  default Tensor flatten() {
    return reshape(-1);
  }

  /** The elements at positions start, start + 1, … start + length - 1 of a dimension. */
  default Tensor narrow(int dim, long start, long length) {
    int axis = self().shape().axis("narrow", dim);
    Sizes.checkRange("narrow", self().shape(), axis, start, length);
    return Dispatch.run(new SliceOp(axis, start, length, 1), self());
  }

  /**
   * The elements from {@code start} to before {@code end} of a dimension, as Python's {@code
   * [start:end]}: negative positions count from the end, and positions outside are cut off.
   */
  default Tensor slice(int dim, long start, long end) {
    return slice(dim, start, end, 1);
  }

  /** Every {@code step}-th element from {@code start} to before {@code end} of a dimension. */
  default Tensor slice(int dim, long start, long end, long step) {
    int axis = self().shape().axis("slice", dim);
    return Dispatch.run(Sizes.slice(self().shape(), axis, start, end, step), self());
  }

  /** The part at one position of a dimension, without that dimension. */
  default Tensor select(int dim, long index) {
    int axis = self().shape().axis("select", dim);
    long extent = self().dim(axis);
    if (index < -extent || index >= extent) {
      throw new IndexOutOfBoundsException(
          "select: index %d is out of range for dimension %d of shape %s; use %d to %d"
              .formatted(index, dim, self().shape(), -extent, extent - 1));
    }
    long start = index < 0 ? index + extent : index;
    return Dispatch.run(new SliceOp(axis, start, 1, 1), self()).squeeze(axis);
  }

  /** The part at some positions of the leading dimensions, as {@code t[i, j]} in Python. */
  default Tensor get(long... indices) {
    Tensor result = self();
    for (long index : indices) {
      result = result.select(0, index);
    }
    return result;
  }

  /** This tensor if its elements lie densely in row-major order, else a copy that does. */
  default Tensor contiguous() {
    return self().isContiguous() ? self() : self().copy();
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
