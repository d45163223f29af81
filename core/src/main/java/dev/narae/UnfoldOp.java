package dev.narae;

import dev.narae.spi.Layout;
import dev.narae.spi.ScatterKind;
import org.jspecify.annotations.Nullable;

/**
 * out[…, i, …, k] = x[…, i * step + k, …]: windows along an axis, which may overlap. Gradient: each
 * element adds up over the windows that show it.
 *
 * @param axis counted from 0
 * @param size the elements of a window
 * @param step from the start of a window to that of the next
 */
record UnfoldOp(int axis, long size, long step) implements ViewOp {
  @Override
  public String name() {
    return "unfold";
  }

  @Override
  public Layout infer(Tensor input) {
    Layout from = input.layout();
    int rank = from.shape().rank();
    long[] strides = java.util.Arrays.copyOf(from.strides(), rank + 1);
    strides[rank] = strides[axis];
    strides[axis] *= step;
    long windows = (from.shape().dim(axis) - size) / step + 1;
    Shape shape = from.shape().with(axis, windows).insert(rank, size);
    return Layout.of(shape, strides, from.offset());
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    Tensor starts = Tensor.arange(g.dim(axis), DType.I64, g.device()).mul(step);
    Tensor index = starts.unsqueeze(1).add(Tensor.arange(size, DType.I64, g.device())).flatten();
    Tensor source = g.movedim(-1, axis + 1).flatten(axis, axis + 1);
    Tensor zeros = Tensor.zeros(node.shape(0), g.dtype(), g.device());
    return new Tensor[] {Indices.scatter(ScatterKind.SUM, zeros, axis, index, source)};
  }
}
