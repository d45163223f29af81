package dev.narae.cuda;

import dev.narae.DeviceException;
import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.Loops;
import java.util.List;

/** Loops as kernels that are written by hand take them: at most so many. */
final class WalkLoops {
  /** The most loops of such a kernel. */
  static final int MOST = 16;

  private WalkLoops() {}

  /** The loops over a shape. */
  static Loops of(Gpu gpu, Shape shape, List<Layout> layouts) {
    Loops loops = Loops.of(shape, layouts);
    if (loops.depth() > MOST) {
      throw new DeviceException(
          "%s: an operation on views of shape %s needs more than %d loops; make its inputs contiguous first"
              .formatted(gpu, shape, MOST));
    }
    return loops;
  }

  /** A layout repeated along an axis so as to have {@code shape}: its stride there is 0. */
  static Layout without(Layout layout, int axis, Shape shape) {
    long[] strides = layout.strides();
    strides[axis] = 0;
    return Layout.of(shape, strides, layout.offset());
  }

  /** The lines of a layout along an axis: its extent there is 1. */
  static Layout lines(Layout layout, int axis) {
    return Layout.of(layout.shape().with(axis, 1), layout.strides(), layout.offset());
  }
}
