package dev.narae.cpu.pool;

/**
 * The windows along one dimension.
 *
 * @param extent of the image
 * @param outputs number of windows
 * @param kernel extent of a window
 * @param stride from a window to the next
 * @param pad padding before and after the image
 * @param countPad whether padding counts as met
 */
record PoolAxis(int extent, int outputs, int kernel, int stride, int pad, boolean countPad) {

  /** The first element of the image that window {@code i} meets. */
  int start(int i) {
    return Math.clamp((long) i * stride - pad, 0, extent);
  }

  /** The element after the last that window {@code i} meets. */
  int end(int i) {
    return Math.clamp((long) i * stride - pad + kernel, 0, extent);
  }

  /** How many elements window {@code i} counts. */
  int count(int i) {
    long start = (long) i * stride - pad;
    long end = Math.min(start + kernel, extent + (countPad ? pad : 0));
    return (int) (end - (countPad ? start : Math.max(start, 0)));
  }

  /** The first window whose element {@code q} lies in the image. */
  int firstWindow(int q) {
    return Math.clamp(Math.ceilDiv(pad - q, stride), 0, outputs);
  }

  /** The window after the last whose element {@code q} lies in the image. */
  int endWindow(int q) {
    return Math.clamp(Math.ceilDiv(extent + pad - q, stride), firstWindow(q), outputs);
  }
}
