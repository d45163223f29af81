package dev.narae;

import dev.narae.spi.FusedOp;

/**
 * Average-pooling and its gradient in tensor code: every channel of every sample is an image of its
 * own, convolved with ones.
 *
 * @param pool kernel, steps and divisor
 * @param shape of the image (N, C, H, W)
 * @param extended the shape of the images (N · C, 1, H, W), with the rows and columns that windows
 *     meet beyond the padding
 * @param outH the output's height
 * @param outW the output's width
 */
record WindowMeans(FusedOp.AvgPool2d pool, Shape shape, Shape extended, long outH, long outW) {

  static WindowMeans of(FusedOp.AvgPool2d pool, Shape shape, long outH, long outW) {
    Window window = pool.window();
    long reachH = (outH - 1) * window.strideH() + pool.kernelH() - 2L * window.padH();
    long reachW = (outW - 1) * window.strideW() + pool.kernelW() - 2L * window.padW();
    Shape extended =
        Shape.of(
            shape.dim(0) * shape.dim(1),
            1,
            Math.max(shape.dim(2), reachH),
            Math.max(shape.dim(3), reachW));
    return new WindowMeans(pool, shape, extended, outH, outW);
  }

  private Tensor ones(Tensor like) {
    Shape kernel = Shape.of(1, 1, pool.kernelH(), pool.kernelW());
    return Tensor.full(kernel, 1, like.dtype(), like.device());
  }

  /** The sum of what each window meets. */
  Tensor sums(Tensor x) {
    Tensor image =
        x.pad(0, extended.dim(3) - shape.dim(3), 0, extended.dim(2) - shape.dim(2))
            .reshape(extended);
    Tensor sums = Dispatch.run(new Conv2dOp(pool.window(), 1, false), image, ones(x));
    return sums.narrow(2, 0, outH)
        .narrow(3, 0, outW)
        .reshape(shape.dim(0), shape.dim(1), outH, outW);
  }

  /** Each element of g added to all that its window meets. */
  Tensor spread(Tensor g) {
    long allH = pool.window().outH(extended.dim(2), pool.kernelH());
    long allW = pool.window().outW(extended.dim(3), pool.kernelW());
    Tensor upstream = g.pad(0, allW - outW, 0, allH - outH).reshape(extended.dim(0), 1, allH, allW);
    Conv2dInputGradOp spread = new Conv2dInputGradOp(pool.window(), 1, extended);
    return Dispatch.run(spread, upstream, ones(g))
        .narrow(2, 0, shape.dim(2))
        .narrow(3, 0, shape.dim(3))
        .reshape(shape);
  }

  /** Sums divided by what they are the sums of. */
  Tensor divide(Tensor sums) {
    if (pool.divisor() != 0) {
      return sums.div((double) pool.divisor());
    }
    Window window = pool.window();
    Tensor high =
        counts(sums, outH, pool.kernelH(), window.strideH(), window.padH(), (double) shape.dim(2));
    Tensor wide =
        counts(sums, outW, pool.kernelW(), window.strideW(), window.padW(), (double) shape.dim(3));
    return sums.div(high.unsqueeze(1).mul(wide));
  }

  /** How many elements each window counts along a dimension. */
  private Tensor counts(Tensor like, long outputs, int kernel, int stride, int pad, double extent) {
    Tensor start =
        Tensor.arange(outputs, like.dtype(), like.device()).mul((double) stride).sub((double) pad);
    double last = pool.countPad() ? extent + pad : extent;
    Tensor end = start.add((double) kernel).minimum(last);
    return end.sub(pool.countPad() ? start : start.maximum(0.0));
  }
}
