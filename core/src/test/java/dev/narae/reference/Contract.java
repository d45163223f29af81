package dev.narae.reference;

import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.Arrays;
import java.util.List;

/**
 * What core promises to a backend, checked, so that no other backend need meet a broken promise.
 */
final class Contract {
  private Contract() {}

  static void elementwise(List<View> inputs, View out) {
    output(out, inputs);
    for (View input : inputs) {
      require(input.shape().equals(out.shape()), "an input of another shape than the output");
      inBounds(input);
    }
  }

  static void reduction(List<View> inputs, View out) {
    require(!inputs.isEmpty(), "a reduction of nothing");
    output(out, List.of());
    for (View input : inputs) {
      require(input.shape().equals(inputs.getFirst().shape()), "inputs of different shapes");
      inBounds(input);
    }
    for (int d = 0; d < out.shape().rank(); d++) {
      long extent = inputs.getFirst().shape().dim(d);
      require(out.shape().dim(d) == extent || out.shape().dim(d) == 1, "an output that is not 1");
    }
  }

  static void output(View out, List<View> inputs) {
    inBounds(out);
    Layout layout = out.layout();
    for (int d = 0; d < layout.shape().rank(); d++) {
      require(layout.shape().dim(d) <= 1 || layout.stride(d) != 0, "an output with stride 0");
    }
    for (View input : inputs) {
      boolean apart = !input.buffer().equals(out.buffer());
      require(apart || same(input.layout(), layout), "an output that overlaps an input");
    }
  }

  private static boolean same(Layout a, Layout b) {
    return a.shape().equals(b.shape())
        && a.offset() == b.offset()
        && Arrays.equals(a.strides(), b.strides());
  }

  static void inBounds(View view) {
    Layout layout = view.layout();
    long low = layout.offset();
    long high = layout.offset();
    for (int d = 0; d < layout.shape().rank(); d++) {
      long reach = (layout.shape().dim(d) - 1) * layout.stride(d);
      low += Math.min(reach, 0);
      high += Math.max(reach, 0);
    }
    boolean fits = low >= 0 && (high + 1) * view.dtype().bytes() <= view.buffer().bytes();
    require(layout.shape().size() == 0 || fits, "a view beyond its buffer");
  }

  static long index(long index, long extent) {
    require(index >= 0 && index < extent, "an index out of range");
    return index;
  }

  static void require(boolean kept, String broken) {
    if (!kept) {
      throw new AssertionError("core broke the backend contract: " + broken);
    }
  }
}
