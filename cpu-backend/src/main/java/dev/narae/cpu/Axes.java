package dev.narae.cpu;

import dev.narae.Shape;
import dev.narae.spi.Layout;

/** Layouts seen along or across one axis. */
final class Axes {
  private Axes() {}

  /** {@code layout} repeated along {@code axis} so as to have {@code shape}: its stride is 0. */
  static Layout fixed(Layout layout, int axis, Shape shape) {
    long[] strides = layout.strides();
    strides[axis] = 0;
    return Layout.of(shape, strides, layout.offset());
  }

  /** The part of a layout from {@code from} to before {@code to} along an axis. */
  static Layout part(Layout layout, int axis, long from, long to) {
    return Layout.of(
        layout.shape().with(axis, to - from),
        layout.strides(),
        layout.offset() + from * layout.stride(axis));
  }

  /** The axis other than {@code axis} of the largest extent; -1 if there is no other. */
  static int widestOther(Shape shape, int axis) {
    int widest = -1;
    for (int d = 0; d < shape.rank(); d++) {
      if (d != axis && (widest < 0 || shape.dim(d) > shape.dim(widest))) {
        widest = d;
      }
    }
    return widest;
  }
}
