package dev.narae;

import dev.narae.spi.Layout;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Some dimensions in the opposite order, by negative strides. Gradient: the same.
 *
 * @param axes which dimensions, counted from 0
 */
record FlipOp(Set<Integer> axes) implements SubsetView {
  @Override
  public String name() {
    return "flip";
  }

  @Override
  public Layout of(Layout from) {
    if (from.shape().size() == 0) {
      return from;
    }
    long[] strides = from.strides();
    long offset = from.offset();
    for (int axis : axes) {
      offset += (from.shape().dim(axis) - 1) * strides[axis];
      strides[axis] = -strides[axis];
    }
    return Layout.of(from.shape(), strides, offset);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return new Tensor[] {Dispatch.run(this, ComputeOp.only(upstream))};
  }
}
