package dev.narae.cpu.conv;

import dev.narae.spi.FusedOp.MaxPool2d;

/**
 * Finds the maxima of one plane: elements are replaced by whole numbers of the same order, in a
 * plane that has padding around, so that one plain loop serves every window.
 */
abstract class PoolPlane {
  private final int height;
  private final int width;
  private final int padH;
  private final int padW;
  private final int pitch;

  /** Where the elements of a window lie, from its first. */
  final int[] taps;

  /** Where the windows begin. */
  final int[] windows;

  /** The positions of the maxima. */
  final int[] found;

  /** Room for the bits of the elements of a plane of F32. */
  final int[] elements;

  /** Room for the bits of the maxima. */
  final int[] maxima;

  /** Room for the positions as they are stored. */
  final long[] positions;

  PoolPlane(MaxPool2d op, int height, int width, int outH, int outW) {
    this.height = height;
    this.width = width;
    this.padH = op.window().padH();
    this.padW = op.window().padW();
    this.pitch = width + 2 * padW;
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
    this.found = new int[windows.length];
    this.elements = new int[height * width];
    this.maxima = new int[windows.length];
    this.positions = new long[windows.length];
  }

  /** Rows, the padding included. */
  final int rows() {
    return height + 2 * padH;
  }

  /** Elements of a row, the padding included. */
  final int pitch() {
    return pitch;
  }

  /** Reads the elements. */
  final void load(Floats from, Grid grid) {
    if (padW == 0 && grid.isDense(width)) {
      loadRow(from, grid.start(), 1, padH * pitch, height * width);
      return;
    }
    for (int r = 0; r < height; r++) {
      loadRow(from, grid.at(r, 0), grid.columnStep(), (padH + r) * pitch + padW, width);
    }
  }

  /** Replaces {@code count} elements. */
  abstract void loadRow(Floats from, long at, long step, int to, int count);

  /** The positions of the maxima in the plane, row by row; valid until the next call. */
  final int[] find() {
    search();
    if (padH > 0 || padW > 0) {
      for (int i = 0; i < found.length; i++) {
        found[i] = (found[i] / pitch - padH) * width + found[i] % pitch - padW;
      }
    }
    return found;
  }

  /** Sets {@link #found} to positions among the keys. */
  abstract void search();
}
