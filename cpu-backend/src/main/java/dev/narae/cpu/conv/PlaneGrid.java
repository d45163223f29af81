package dev.narae.cpu.conv;

/**
 * Where elements lie in the planes that windows move over, one plane for each input channel. The
 * columns of a row are sorted by their remainder by the stride, so that what neighbouring outputs
 * meet lies side by side, whatever the stride.
 *
 * @param sizes of the convolution
 * @param plane elements from a channel to the next
 * @param pitch elements from a row to the next
 * @param phasePitch elements from the columns of a remainder to those of the next
 */
record PlaneGrid(ConvSizes sizes, long plane, int pitch, int phasePitch) {

  /**
   * Padded planes for {@code rows} output rows. With stride 1 the zeros after a row are those
   * before the next.
   */
  static PlaneGrid padded(ConvSizes sizes, int rows) {
    int padW = sizes.window().padW();
    int height = sizes.reachH(rows);
    if (sizes.window().strideW() == 1) {
      int pitch = sizes.width() + padW;
      return new PlaneGrid(sizes, (long) height * pitch + padW, pitch, pitch);
    }
    return sorted(sizes, height, sizes.reachW(), 0);
  }

  /** Planes that hold a whole padded image, even where no window comes, and {@code slack} more. */
  static PlaneGrid whole(ConvSizes sizes, int slack) {
    int padW = sizes.window().padW();
    int height = Math.max(sizes.reachH(sizes.outH()), sizes.window().padH() + sizes.height());
    return sorted(sizes, height, Math.max(sizes.reachW(), padW + sizes.width()), slack);
  }

  private static PlaneGrid sorted(ConvSizes sizes, int height, int width, int slack) {
    int stride = sizes.window().strideW();
    int phasePitch = Math.ceilDiv(width, stride);
    int pitch = stride * phasePitch;
    return new PlaneGrid(sizes, (long) height * pitch + slack, pitch, phasePitch);
  }

  /** The position of a column, counted from the first padded one, in its row. */
  int column(int column) {
    int stride = sizes.window().strideW();
    return column % stride * phasePitch + column / stride;
  }

  /** From what an output row meets to what the next does. */
  int outputPitch() {
    return sizes.window().strideH() * pitch;
  }

  /** The position of the first element that tap {@code k} meets. */
  long tap(int k) {
    int q = k % sizes.kernelW();
    int p = k / sizes.kernelW() % sizes.kernelH();
    int channel = k / (sizes.kernelW() * sizes.kernelH());
    return channel * plane
        + (long) p * sizes.window().dilationH() * pitch
        + column(q * sizes.window().dilationW());
  }

  /** The positions of the first elements that the taps meet, in bytes. */
  long[] taps(int bytes) {
    long[] taps = new long[sizes.taps()];
    for (int k = 0; k < taps.length; k++) {
      taps[k] = tap(k) * bytes;
    }
    return taps;
  }
}
