package dev.narae.cpu.conv;

/**
 * The taps that meet the image, and not its padding, for some output pixels, as kernels of kind
 * CHANNELS take them.
 *
 * @param sizes of the convolution
 * @param rows of the kernel
 * @param columns of the kernel
 * @param steps the table; not to be changed
 */
record MetTaps(ConvSizes sizes, Reach rows, Reach columns, long[] steps) {

  /**
   * The taps of some rows and columns of the kernel, on planes without padding.
   *
   * @param cell from an element of the planes to the next, in bytes
   */
  static MetTaps of(ConvSizes sizes, Reach rows, Reach columns, long cell) {
    int count = rows.count() * columns.count();
    long[] steps = new long[2 * count + 2];
    for (int i = 0; i < count; i++) {
      int row = i / columns.count();
      int column = i % columns.count();
      long line = (long) row * sizes.window().dilationH() * sizes.width();
      steps[2 * i] = (line + (long) column * sizes.window().dilationW()) * cell;
      steps[2 * i + 1] = (rows.first() + row) * sizes.kernelW() + columns.first() + column;
    }
    steps[2 * count] = (long) sizes.height() * sizes.width() * cell;
    steps[2 * count + 1] = (long) sizes.kernelH() * sizes.kernelW();
    return new MetTaps(sizes, rows, columns, steps);
  }

  /** How many of them come before a tap, in its channel. */
  int inChannel(int tap) {
    int inWindow = tap % (sizes.kernelH() * sizes.kernelW());
    int row = inWindow / sizes.kernelW();
    int inRow = 0;
    if (row >= rows.first() && row < rows.end()) {
      int column = inWindow % sizes.kernelW();
      inRow = Math.clamp(column - columns.first(), 0, columns.count());
    }
    return Math.clamp(row - rows.first(), 0, rows.count()) * columns.count() + inRow;
  }

  /** How many of them come before a tap, in all channels. */
  int before(int tap) {
    int channel = tap / (sizes.kernelH() * sizes.kernelW());
    return channel * rows.count() * columns.count() + inChannel(tap);
  }
}
