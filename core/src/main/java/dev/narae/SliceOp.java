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
record SliceOp(int axis, long start, long length, long step) implements ViewOp {
  @Override
  public String name() {
    return "slice";
  }

  @Override
  public Layout infer(Tensor input) {
    Layout layout = input.view().layout();
    long[] strides = layout.strides();
    long offset = layout.offset() + start * strides[axis];
    strides[axis] *= step;
    Shape shape = layout.shape().with(axis, length);
    return Layout.of(shape, strides, shape.size() == 0 ? 0 : offset);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    UnsliceOp op = new UnsliceOp(this, node.shape(0).dim(axis));
    return new Tensor[] {Dispatch.run(op, ComputeOp.only(upstream))};
  }
}
