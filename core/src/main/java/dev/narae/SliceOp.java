package dev.narae;

import dev.narae.spi.Layout;
import org.jspecify.annotations.Nullable;

/**
 * Every {@code step}-th element along an axis. Gradient: its elements put back among zeros.
 *
 * @param axis counted from 0
 * @param start the first position
 * @param length how many positions; checked by the caller
 * @param step the distance between them, at least 1
 */
record SliceOp(int axis, long start, long length, long step) implements SubsetView {
  @Override
  public String name() {
    return "slice";
  }

  @Override
  public Layout of(Layout from) {
    long[] strides = from.strides();
    long offset = from.offset() + start * strides[axis];
    strides[axis] *= step;
    Shape shape = from.shape().with(axis, length);
    return Layout.of(shape, strides, shape.size() == 0 ? 0 : offset);
  }

  /**
   * Zeros along an axis of {@code extent} positions, with {@code part} where the slice takes it.
   */
  Tensor place(Tensor part, long extent) {
    return PlaceOp.back(this, part.shape().with(axis, extent), part);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return new Tensor[] {PlaceOp.back(this, node.shape(0), ComputeOp.only(upstream))};
  }
}
