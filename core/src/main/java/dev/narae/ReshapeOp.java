package dev.narae;

import dev.narae.spi.Layout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The elements in row-major order under another shape, where strides allow it without a copy.
 * Gradient: the old shape.
 *
 * @param shape the result's shape, of as many elements
 */
record ReshapeOp(Shape shape) implements ViewOp {
  @Override
  public String name() {
    return "reshape";
  }

  @Override
  public Layout infer(Tensor input) {
    return layout(input.layout(), shape)
        .orElseThrow(() -> new IllegalStateException("reshape: the input has to be copied first"));
  }

  /** The layout of a reshaped view; empty if the elements must be copied. */
  static Optional<Layout> layout(Layout from, Shape to) {
    if (from.shape().equals(to)) {
      return Optional.of(from);
    }
    if (from.isContiguous()) {
      return Optional.of(Layout.of(to, to.strides(), from.offset()));
    }
    long[] strides = to.strides();
    int source = 0;
    int target = 0;
    while (target < to.rank()) {
      int sourceStart = source;
      int targetStart = target;
      long have = 1;
      long want = to.dim(target++);
      while (have != want) {
        if (have < want) {
          have *= from.shape().dim(source++);
        } else {
          want *= to.dim(target++);
        }
      }
      while (source < from.shape().rank() && from.shape().dim(source) == 1) {
        source++;
      }
      if (!spread(from, sourceStart, source, to, targetStart, target, strides)) {
        return Optional.empty();
      }
    }
    return Optional.of(Layout.of(to, strides, from.offset()));
  }

  /**
   * Gives target dimensions the strides of the source dimensions they cut up, if these lie dense.
   */
  private static boolean spread(
      Layout from, int first, int end, Shape to, int targetStart, int targetEnd, long[] strides) {
    long stride = 0;
    boolean found = false;
    for (int i = end - 1; i >= first; i--) {
      long extent = from.shape().dim(i);
      if (extent == 1) {
        continue;
      }
      if (!found) {
        stride = from.stride(i);
        found = true;
        continue;
      }
      int inner = next(from, i, end);
      if (from.stride(i) != from.stride(inner) * from.shape().dim(inner)) {
        return false;
      }
    }
    long step = found ? stride : 1;
    for (int i = targetEnd - 1; i >= targetStart; i--) {
      strides[i] = step;
      step *= to.dim(i);
    }
    return true;
  }

  private static int next(Layout from, int i, int end) {
    int inner = i + 1;
    while (inner < end - 1 && from.shape().dim(inner) == 1) {
      inner++;
    }
    return inner;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return new Tensor[] {ComputeOp.only(upstream).reshape(node.shape(0))};
  }
}
