package dev.narae.spi;

import dev.narae.Shape;
import java.util.List;

/**
 * Loop nests over several views of one shape, with the dimensions that lie together merged: the
 * fewest loops that visit the elements in row-major order.
 */
public final class Loops {
  private final long[] extents;
  private final long[][] strides;
  private final long[] offsets;

  private Loops(long[] extents, long[][] strides, long[] offsets) {
    this.extents = extents;
    this.strides = strides;
    this.offsets = offsets;
  }

  /** The loops over {@code shape} for layouts of that shape; at least one loop. */
  public static Loops of(Shape shape, List<Layout> layouts) {
    int rank = shape.rank();
    int operands = layouts.size();
    long[] extents = new long[Math.max(rank, 1)];
    long[][] strides = new long[operands][extents.length];
    int depth = 0;
    for (int d = 0; d < rank; d++) {
      long extent = shape.dim(d);
      if (extent == 1) {
        continue;
      }
      if (depth > 0 && mergeable(layouts, strides, depth - 1, d, extent)) {
        extents[depth - 1] *= extent;
      } else {
        extents[depth++] = extent;
      }
      for (int o = 0; o < operands; o++) {
        strides[o][depth - 1] = layouts.get(o).stride(d);
      }
    }
    if (depth == 0) {
      extents[depth++] = 1;
    }
    long[] offsets = new long[operands];
    for (int o = 0; o < operands; o++) {
      offsets[o] = layouts.get(o).offset();
      strides[o] = java.util.Arrays.copyOf(strides[o], depth);
    }
    return new Loops(java.util.Arrays.copyOf(extents, depth), strides, offsets);
  }

  private static boolean mergeable(
      List<Layout> layouts, long[][] strides, int outer, int d, long extent) {
    for (int o = 0; o < strides.length; o++) {
      if (strides[o][outer] != layouts.get(o).stride(d) * extent) {
        return false;
      }
    }
    return true;
  }

  /** The number of loops, at least 1. */
  public int depth() {
    return extents.length;
  }

  /** The extent of loop {@code i}, outermost first. */
  public long extent(int i) {
    return extents[i];
  }

  /** The stride of an operand in loop {@code i}, in elements. */
  public long stride(int operand, int i) {
    return strides[operand][i];
  }

  /** The position of an operand's first element. */
  public long offset(int operand) {
    return offsets[operand];
  }
}
