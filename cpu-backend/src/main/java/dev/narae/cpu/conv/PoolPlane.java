package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.spi.FusedOp.MaxPool2d;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Finds the maxima of one plane. Elements are replaced by whole numbers of the same order, in a
 * plane that has padding around, so that one plain loop serves every dtype and window.
 */
final class PoolPlane {
  /** Below every element. */
  private static final long PADDING = Long.MIN_VALUE;

  private final int height;
  private final int width;
  private final int padH;
  private final int padW;
  private final int pitch;
  private final int[] taps;
  private final int[] windows;
  private final long[] keys;
  private final long[] best;
  private final int[] found;

  PoolPlane(MaxPool2d op, int height, int width, int outH, int outW) {
    this.height = height;
    this.width = width;
    this.padH = op.window().padH();
    this.padW = op.window().padW();
    this.pitch = width + 2 * padW;
    this.keys = new long[(height + 2 * padH) * pitch];
    this.taps = new int[op.kernelH() * op.kernelW()];
    for (int k = 0; k < taps.length; k++) {
      taps[k] =
          k / op.kernelW() * op.window().dilationH() * pitch
              + k % op.kernelW() * op.window().dilationW();
    }
    this.windows = new int[outH * outW];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = i / outW * op.window().strideH() * pitch + i % outW * op.window().strideW();
    }
    this.best = new long[windows.length];
    this.found = new int[windows.length];
    Arrays.fill(keys, PADDING);
  }

  /** Reads the elements. */
  void load(Floats from, Grid grid) {
    for (int r = 0; r < height; r++) {
      int to = (padH + r) * pitch + padW;
      if (from.single()) {
        loadFloats(from.memory(), grid.at(r, 0), grid.columnStep(), to);
      } else {
        loadDoubles(from.memory(), grid.at(r, 0), grid.columnStep(), to);
      }
    }
  }

  private void loadFloats(MemorySegment memory, long at, long step, int to) {
    for (int c = 0; c < width; c++) {
      int bits = memory.get(JAVA_INT_UNALIGNED, (at + c * step) * Float.BYTES);
      int magnitude = bits & Integer.MAX_VALUE;
      int sign = bits >> 31;
      // Negative numbers are ordered backwards; both zeros are equal; a NaN is above infinity.
      boolean isNaN = magnitude > 0x7F800000;
      keys[to + c] = isNaN ? Integer.MAX_VALUE : (magnitude ^ sign) - sign;
    }
  }

  private void loadDoubles(MemorySegment memory, long at, long step, int to) {
    for (int c = 0; c < width; c++) {
      long bits = memory.get(JAVA_LONG_UNALIGNED, (at + c * step) * Double.BYTES);
      long magnitude = bits & Long.MAX_VALUE;
      long sign = bits >> 63;
      boolean isNaN = magnitude > 0x7FF0000000000000L;
      keys[to + c] = isNaN ? Long.MAX_VALUE : (magnitude ^ sign) - sign;
    }
  }

  /** The positions of the maxima in the plane, row by row; valid until the next call. */
  int[] find() {
    Arrays.fill(best, PADDING);
    for (int tap : taps) {
      compare(tap);
    }
    if (padH > 0 || padW > 0) {
      for (int i = 0; i < found.length; i++) {
        found[i] = (found[i] / pitch - padH) * width + found[i] % pitch - padW;
      }
    }
    return found;
  }

  /** Without branches: nobody can predict which element is the largest. */
  private void compare(int tap) {
    for (int i = 0; i < windows.length; i++) {
      int at = windows[i] + tap;
      long key = keys[at];
      long old = best[i];
      // All ones if old < key, else 0 (Warren, Hacker's Delight, 2nd ed., section 2-12).
      long less = ((old & ~key) | ((old ^ ~key) & (old - key))) >> 63;
      best[i] = (old & ~less) | (key & less);
      found[i] = (found[i] & (int) ~less) | (at & (int) less);
    }
  }
}
