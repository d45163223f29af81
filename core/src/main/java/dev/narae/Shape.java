package dev.narae;

import java.util.Arrays;

/** The extents of a tensor along each dimension, outermost first; immutable. */
public final class Shape {
  private static final Shape SCALAR = new Shape(new long[0]);

  private final long[] dims;
  private final long size;

  private Shape(long[] dims) {
    this.dims = dims;
    this.size = product(dims);
  }

  /**
   * A shape of the given extents.
   *
   * @throws ShapeException if an extent is negative or the number of elements exceeds 2^62
   */
  public static Shape of(long... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** The shape of a single number: no dimensions, one element. */
  public static Shape scalar() {
    return SCALAR;
  }

  private static long product(long[] dims) {
    long size = 1;
    boolean empty = false;
    for (long dim : dims) {
      if (dim < 0) {
        throw new ShapeException(
            "shape " + Arrays.toString(dims) + " has a negative size; sizes must be 0 or more");
      }
      empty |= dim == 0;
    }
    if (empty) {
      return 0;
    }
    for (long dim : dims) {
      if (Math.multiplyHigh(size, dim) != 0 || size * dim < 0 || size * dim > 1L << 62) {
        throw new ShapeException(
            "shape " + Arrays.toString(dims) + " has more than 2^62 elements; use smaller sizes");
      }
      size *= dim;
    }
    return size;
  }

  /** The number of dimensions. */
  public int rank() {
    return dims.length;
  }

  /** The number of elements: the product of the extents, 1 for a scalar. */
  public long size() {
    return size;
  }

  /** The extent along {@code dim}, which may be negative to count from the last. */
  public long dim(int dim) {
    return dims[axis("dim", dim)];
  }

  /** The extents, as a new array. */
  public long[] dims() {
    return dims.clone();
  }

  /**
   * Turns a possibly negative dimension into an index from 0.
   *
   * @param op the operation to name in the error
   * @throws ShapeException if {@code dim} is outside [-rank, rank-1]
   */
  public int axis(String op, int dim) {
    int axis = dim < 0 ? dim + dims.length : dim;
    if (axis < 0 || axis >= dims.length) {
      throw new ShapeException(
          "%s: dimension %d is out of range for shape %s; use %s"
              .formatted(
                  op,
                  dim,
                  this,
                  dims.length == 0
                      ? "a tensor with at least one dimension"
                      : "%d to %d".formatted(-dims.length, dims.length - 1)));
    }
    return axis;
  }

  /** The row-major strides of this shape, in elements. */
  public long[] strides() {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(dims[i], 1);
    }
    return strides;
  }

  /** This shape with the extent along {@code axis} (counted from 0) replaced. */
  public Shape with(int axis, long extent) {
    long[] copy = dims.clone();
    copy[axis] = extent;
    return new Shape(copy);
  }

  /** This shape without {@code axis} (counted from 0). */
  public Shape without(int axis) {
    long[] copy = new long[dims.length - 1];
    System.arraycopy(dims, 0, copy, 0, axis);
    System.arraycopy(dims, axis + 1, copy, axis, dims.length - axis - 1);
    return new Shape(copy);
  }

  /** This shape with a new dimension of the given extent before {@code axis}. */
  public Shape insert(int axis, long extent) {
    long[] copy = new long[dims.length + 1];
    System.arraycopy(dims, 0, copy, 0, axis);
    copy[axis] = extent;
    System.arraycopy(dims, axis, copy, axis + 1, dims.length - axis);
    return new Shape(copy);
  }

  /**
   * The common shape of two operands: aligned at the last dimension, extents equal or 1.
   *
   * @param op the operation to name in the error
   * @throws ShapeException if the shapes do not fit together
   */
  public Shape broadcast(String op, Shape other) {
    if (equals(other)) {
      return this;
    }
    long[] result = new long[Math.max(rank(), other.rank())];
    for (int i = 1; i <= result.length; i++) {
      long a = i <= rank() ? dims[rank() - i] : 1;
      long b = i <= other.rank() ? other.dims[other.rank() - i] : 1;
      if (a != b && a != 1 && b != 1) {
        throw new ShapeException(
            ("%s: shapes %s and %s cannot be broadcast together: sizes %d and %d at dimension -%d"
                    + " must be equal or one of them 1; reshape or expand one operand")
                .formatted(op, this, other, a, b, i));
      }
      result[result.length - i] = a == 1 ? b : a;
    }
    return new Shape(result);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Shape shape && Arrays.equals(dims, shape.dims));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
