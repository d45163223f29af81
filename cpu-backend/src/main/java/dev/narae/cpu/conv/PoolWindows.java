package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.Window;
import dev.narae.spi.FusedOp.MaxPool2d;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The arrays in which one thread pools dense planes of F32 with windows of 2×2 elements. Vectors go
 * beyond the end of a plane there, which they could not in a tensor's memory.
 */
final class PoolWindows {
  private static final Window SIDE_BY_SIDE = new Window(2, 2, 0, 0, 1, 1);

  private final PoolLoops loops;
  private final int height;
  private final int width;
  private final int rows;
  private final int columns;
  private final float[] plane;
  private final float[] windows;
  private final long[] positions;

  private PoolWindows(PoolLoops loops, int height, int width, int rows, int columns) {
    this.loops = loops;
    this.height = height;
    this.width = width;
    this.rows = rows;
    this.columns = columns;
    this.plane = new float[height * width + PoolLoops.SLACK];
    this.windows = new float[rows * columns + PoolLoops.SLACK];
    this.positions = new long[windows.length];
  }

  /** Arrays for planes of {@code planes} with one element of {@code windows} for each window. */
  static PoolWindows of(PoolLoops loops, View planes, View windows) {
    return new PoolWindows(
        loops, size(planes, 2), size(planes, 3), size(windows, 2), size(windows, 3));
  }

  private static int size(View view, int dim) {
    return Math.toIntExact(view.shape().dim(dim));
  }

  /** Whether windows are of this kind. */
  static boolean fit(MaxPool2d op) {
    return op.kernelH() == 2 && op.kernelW() == 2 && op.window().equals(SIDE_BY_SIDE);
  }

  /** Whether windows may be of this kind, as far as sizes tell. */
  static boolean mayFit(View planes, View windows) {
    return size(planes, 2) / 2 == size(windows, 2) && size(planes, 3) / 2 == size(windows, 3);
  }

  /** Pools the plane that begins at an element; results go to elements of two other memories. */
  void pool(
      MemorySegment from,
      long at,
      MemorySegment maxima,
      long maximaAt,
      MemorySegment places,
      long placesAt) {
    MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, at * Float.BYTES, plane, 0, height * width);
    loops.maxima(plane, width, rows, columns, windows, positions);
    int count = rows * columns;
    MemorySegment.copy(windows, 0, maxima, JAVA_FLOAT_UNALIGNED, maximaAt * Float.BYTES, count);
    MemorySegment.copy(positions, 0, places, JAVA_LONG_UNALIGNED, placesAt * Long.BYTES, count);
  }

  /** Writes the gradient of a plane. */
  void differentiate(
      MemorySegment gradients,
      long at,
      MemorySegment places,
      long placesAt,
      MemorySegment to,
      long toAt) {
    int count = rows * columns;
    MemorySegment.copy(gradients, JAVA_FLOAT_UNALIGNED, at * Float.BYTES, windows, 0, count);
    MemorySegment.copy(places, JAVA_LONG_UNALIGNED, placesAt * Long.BYTES, positions, 0, count);
    if (height % 2 != 0 || width % 2 != 0) {
      Arrays.fill(plane, 0);
    }
    if (!loops.gradients(windows, positions, rows, columns, plane, width)) {
      addOneByOne(count);
    }
    MemorySegment.copy(plane, 0, to, JAVA_FLOAT_UNALIGNED, toAt * Float.BYTES, height * width);
  }

  /** Positions of windows of another kind, which have sizes in common with these. */
  private void addOneByOne(int count) {
    Arrays.fill(plane, 0);
    for (int i = 0; i < count; i++) {
      plane[(int) positions[i]] += windows[i];
    }
  }
}
