package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Layout;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a view lies in the tensor it was taken from.
 *
 * @param whole the layout of the tensor, counted from the first of its elements in memory
 * @param part the layout of the view, counted from there
 * @param extent how many elements of memory the tensor spans
 */
record Region(Layout whole, Layout part, long extent) {

  /** The region that {@code view} shows of {@code base}, whose memory it shares. */
  static Region of(Tensor base, Tensor view) {
    Layout whole = base.layout();
    long low = whole.offset();
    long high = whole.offset();
    for (int i = 0; i < whole.shape().rank(); i++) {
      long reach = whole.stride(i) * (whole.shape().dim(i) - 1);
      low += Math.min(0, reach);
      high += Math.max(0, reach);
    }
    long extent = whole.shape().size() == 0 ? 0 : high - low + 1;
    return new Region(shifted(whole, low), shifted(view.layout(), low), extent);
  }

  private static Layout shifted(Layout layout, long low) {
    long offset = layout.shape().size() == 0 ? 0 : layout.offset() - low;
    return Layout.of(layout.shape(), layout.strides(), offset);
  }

  /** The same tensor with another part. */
  Region withPart(Layout other) {
    return new Region(whole, other, extent);
  }

  /** New memory in which a tensor lies as {@link #whole} says. */
  Tensor allocate(Backend backend, DType dtype) {
    return Tensor.allocate(backend, Shape.of(extent), dtype).as(whole);
  }

  /** The part of a tensor that lies as {@link #whole} says. */
  Tensor partOf(Tensor tensor) {
    long first = tensor.layout().offset() - whole.offset();
    return tensor.viewAs(Layout.of(part.shape(), part.strides(), first + part.offset()));
  }

  /** Whether a tensor lies as {@link #whole} says. */
  boolean holds(Tensor tensor) {
    Layout layout = tensor.layout();
    if (!layout.shape().equals(whole.shape())) {
      return false;
    }
    for (int i = 0; i < layout.shape().rank(); i++) {
      if (layout.shape().dim(i) > 1 && layout.stride(i) != whole.stride(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether two elements may lie in one place. */
  static boolean overlaps(Layout layout) {
    if (layout.isContiguous()) {
      return false;
    }
    List<Integer> axes =
        IntStream.range(0, layout.shape().rank())
            .filter(i -> layout.shape().dim(i) > 1)
            .boxed()
            .sorted(Comparator.comparingLong(i -> Math.abs(layout.stride(i))))
            .toList();
    long reach = 0;
    for (int axis : axes) {
      long stride = Math.abs(layout.stride(axis));
      if (stride <= reach) {
        return true;
      }
      reach += stride * (layout.shape().dim(axis) - 1);
    }
    return false;
  }
}
