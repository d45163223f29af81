package dev.narae.cpu.conv;

/**
 * Some output rows of one image, and the padded planes that they meet: for each input channel the
 * rows and columns that the windows touch, densely, zeros in place of padding.
 *
 * @param sizes of the convolution
 * @param rows the most output rows in a block
 * @param height rows of a padded plane
 * @param pitch columns of a padded plane
 */
record ConvBlock(ConvSizes sizes, int rows, int height, int pitch) {

  /** Blocks of {@code rows} output rows with planes as large as the windows reach. */
  static ConvBlock ofRows(ConvSizes sizes, int rows) {
    return new ConvBlock(sizes, rows, reachH(sizes, rows), reachW(sizes));
  }

  /** One block for the whole image, with planes that hold all of it even where no window comes. */
  static ConvBlock ofImage(ConvSizes sizes) {
    int rows = sizes.outH();
    return new ConvBlock(
        sizes,
        rows,
        Math.max(reachH(sizes, rows), sizes.window().padH() + sizes.height()),
        Math.max(reachW(sizes), sizes.window().padW() + sizes.width()));
  }

  private static int reachH(ConvSizes sizes, int rows) {
    return reach(rows, sizes.window().strideH(), sizes.kernelH(), sizes.window().dilationH());
  }

  private static int reachW(ConvSizes sizes) {
    return reach(
        sizes.outW(), sizes.window().strideW(), sizes.kernelW(), sizes.window().dilationW());
  }

  private static int reach(int outputs, int stride, int kernel, int dilation) {
    return (outputs - 1) * stride + (kernel - 1) * dilation + 1;
  }

  /** Elements of a padded plane. */
  long plane() {
    return (long) height * pitch;
  }

  /** The number of blocks that make up an image. */
  int count() {
    return Math.ceilDiv(sizes.outH(), rows);
  }

  /** The first output row of block {@code i}. */
  int start(int i) {
    return i * rows;
  }

  /** The output rows of block {@code i}. */
  int rows(int i) {
    return Math.min(rows, sizes.outH() - start(i));
  }

  /** The input row at the top of the planes of block {@code i}; negative inside the padding. */
  int top(int i) {
    return start(i) * sizes.window().strideH() - sizes.window().padH();
  }

  /** The position, within the padded planes, of the first element that tap {@code k} meets. */
  long tap(int k) {
    int column = k % sizes.kernelW();
    int row = k / sizes.kernelW() % sizes.kernelH();
    int channel = k / (sizes.kernelW() * sizes.kernelH());
    return channel * plane()
        + (long) row * sizes.window().dilationH() * pitch
        + (long) column * sizes.window().dilationW();
  }

  /** The position, within a padded plane, of the first element that an output row meets. */
  long row(int outputRow) {
    return (long) outputRow * sizes.window().strideH() * pitch;
  }
}
