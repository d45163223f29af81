package dev.narae.reference;

import dev.narae.Shape;
import dev.narae.spi.Layout;

/** Where the elements of a layout lie, listed in row-major order. */
final class Positions {
  private Positions() {}

  static long[] of(Layout layout) {
    Shape shape = layout.shape();
    long[] positions = new long[Math.toIntExact(shape.size())];
    for (int i = 0; i < positions.length; i++) {
      long rest = i;
      long position = layout.offset();
      for (int d = shape.rank() - 1; d >= 0; d--) {
        position += rest % shape.dim(d) * layout.stride(d);
        rest /= shape.dim(d);
      }
      positions[i] = position;
    }
    return positions;
  }

  /** The positions of {@code shape}'s elements if the index along {@code axis} were always 0. */
  static long[] along(Layout layout, Shape shape, int axis) {
    long[] strides = layout.strides();
    strides[axis] = 0;
    return of(Layout.of(shape, strides, layout.offset()));
  }
}
