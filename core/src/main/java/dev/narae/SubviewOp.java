package dev.narae;

import dev.narae.spi.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of each dimension at once, as {@code t[1:, ::2, -1]} in Python. Gradient: its elements put
 * back among zeros.
 *
 * @param parts what is taken of each dimension in turn; checked by the caller
 */
record SubviewOp(List<Part> parts) implements SubsetView {

  /** What becomes of a dimension. */
  sealed interface Part {}

  /**
   * Some positions of a dimension.
   *
   * @param start the first position
   * @param length how many
   * @param step the distance between them; negative for the opposite order
   */
  record Cut(long start, long length, long step) implements Part {}

  /**
   * One position of a dimension, which is dropped.
   *
   * @param position counted from 0
   */
  record Pick(long position) implements Part {}

  /** A new dimension of size 1. */
  record Fresh() implements Part {}

  @Override
  public String name() {
    return "at";
  }

  @Override
  public Layout of(Layout from) {
    long[] dims = new long[parts.size()];
    long[] strides = new long[parts.size()];
    long offset = from.offset();
    int rank = 0;
    int axis = 0;
    for (Part part : parts) {
      switch (part) {
        case Cut(long start, long length, long step) -> {
          dims[rank] = length;
          strides[rank++] = from.stride(axis) * step;
          offset += start * from.stride(axis++);
        }
        case Pick(long position) -> offset += position * from.stride(axis++);
        case Fresh() -> dims[rank++] = 1;
      }
    }
    Shape shape = Shape.of(java.util.Arrays.copyOf(dims, rank));
    return Layout.of(shape, java.util.Arrays.copyOf(strides, rank), shape.size() == 0 ? 0 : offset);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return new Tensor[] {PlaceOp.back(this, node.shape(0), ComputeOp.only(upstream))};
  }
}
