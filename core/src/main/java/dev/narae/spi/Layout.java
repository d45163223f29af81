package dev.narae.spi;

import dev.narae.Shape;
import java.util.Arrays;

/**
 * Where the elements of a view lie in its buffer: element (i0, i1, …) is at {@code offset + i0 *
 * stride0 + i1 * stride1 + …}, counted in elements. A stride of 0 repeats an element.
 */
public final class Layout {
  private final Shape shape;
  private final long[] strides;
  private final long offset;

  private Layout(Shape shape, long[] strides, long offset) {
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
  }

  /** The dense row-major layout from offset 0. */
  public static Layout contiguous(Shape shape) {
    return new Layout(shape, shape.strides(), 0);
  }

  /** A layout with given strides, one a dimension, and the offset of its first element. */
  public static Layout of(Shape shape, long[] strides, long offset) {
    if (strides.length != shape.rank()) {
      throw new IllegalArgumentException(
          "layout: %d strides for shape %s; give one a dimension".formatted(strides.length, shape));
    }
    return new Layout(shape, strides.clone(), offset);
  }

  /** The extents. */
  public Shape shape() {
    return shape;
  }

  /** The stride of dimension {@code i}, in elements. */
  public long stride(int i) {
    return strides[i];
  }

  /** The strides, as a new array. */
  public long[] strides() {
    return strides.clone();
  }

  /** The position of the first element. */
  public long offset() {
    return offset;
  }

  /** Whether the elements lie densely in row-major order, from any offset. */
  public boolean isContiguous() {
    if (shape.size() == 0) {
      return true;
    }
    long expected = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      long dim = shape.dim(i);
      if (dim != 1 && strides[i] != expected) {
        return false;
      }
      expected *= dim;
    }
    return true;
  }

  /** This layout broadcast to a larger shape: new and repeated dimensions get stride 0. */
  public Layout broadcastTo(Shape target) {
    if (target.equals(shape)) {
      return this;
    }
    long[] result = new long[target.rank()];
    int lead = target.rank() - shape.rank();
    for (int i = 0; i < strides.length; i++) {
      result[lead + i] = shape.dim(i) == target.dim(lead + i) ? strides[i] : 0;
    }
    return new Layout(target, result, offset);
  }

  @Override
  public String toString() {
    return "%s strides %s offset %d".formatted(shape, Arrays.toString(strides), offset);
  }
}
