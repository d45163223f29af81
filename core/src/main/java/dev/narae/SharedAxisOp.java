package dev.narae;

import dev.narae.spi.Layout;
import org.jspecify.annotations.Nullable;

/**
 * The elements whose positions along two axes of equal extent are equal; one axis stays. Gradient:
 * its elements put back on that diagonal among zeros.
 *
 * @param axis the axis that stays, counted from 0
 * @param dropped the other, after the first
 */
record SharedAxisOp(int axis, int dropped) implements ViewOp {
  @Override
  public String name() {
    return "diagonal";
  }

  @Override
  public Layout infer(Tensor input) {
    Layout layout = input.view().layout();
    Shape shape = layout.shape().without(dropped);
    long[] strides = new long[shape.rank()];
    for (int i = 0; i < strides.length; i++) {
      strides[i] = layout.stride(i < dropped ? i : i + 1);
    }
    strides[axis] += layout.stride(dropped);
    return Layout.of(shape, strides, layout.offset());
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    long extent = g.dim(axis);
    Tensor positions = Tensor.arange(extent, DType.I64, g.device());
    Tensor diagonal = positions.unsqueeze(1).eq(positions);
    Tensor zero = Tensor.zeros(Shape.scalar(), g.dtype(), g.device());
    Shape sizes = node.shape(0);
    for (int i = 0; i < sizes.rank(); i++) {
      sizes = i == axis || i == dropped ? sizes : sizes.with(i, 1);
    }
    return new Tensor[] {diagonal.reshape(sizes).where(g.unsqueeze(dropped), zero)};
  }
}
