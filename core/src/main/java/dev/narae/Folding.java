package dev.narae;

/** Windows of images as columns, and back: im2col and col2im. */
final class Folding {
  private Folding() {}

  /** The numbers of the options as a convolution takes them, and the kernel. */
  private record Moves(int kernelH, int kernelW, Window window) {
    static Moves of(String op, PoolOptions options) {
      int[] kernel = Extents.of(op, "kernel", options.kernel(), 2, 1);
      int[] stride = Extents.of(op, "stride", options.stride(), 2, 1);
      int[] padding = Extents.of(op, "padding", options.padding(), 2, 0);
      int[] dilation = Extents.of(op, "dilation", options.dilation(), 2, 1);
      return new Moves(
          kernel[0],
          kernel[1],
          new Window(stride[0], stride[1], padding[0], padding[1], dilation[0], dilation[1]));
    }

    long outH(String op, long h, long w) {
      return check(op, window.outH(h, kernelH), h, w);
    }

    long outW(String op, long h, long w) {
      return check(op, window.outW(w, kernelW), h, w);
    }

    private long check(String op, long windows, long h, long w) {
      if (windows < 1) {
        throw new ShapeException(
            "%s: a kernel of %s with %s does not fit into an image of %s; pad it or use a smaller one"
                .formatted(op, Extents.times(kernelH, kernelW), window, Extents.times(h, w)));
      }
      return windows;
    }

    SliceOp rows(int p, long outH) {
      return new SliceOp(2, (long) p * window.dilationH(), outH, window.strideH());
    }

    SliceOp columns(int q, long outW) {
      return new SliceOp(3, (long) q * window.dilationW(), outW, window.strideW());
    }
  }

  static Tensor unfold(Tensor input, PoolOptions options) {
    String op = "unfold2d";
    Tensor x = Extents.batched(op, input, 2);
    Moves moves = Moves.of(op, options);
    Window window = moves.window();
    long outH = moves.outH(op, x.dim(2), x.dim(3));
    long outW = moves.outW(op, x.dim(2), x.dim(3));
    Tensor padded = x.pad(window.padW(), window.padW(), window.padH(), window.padH());
    Tensor rows = windows(padded, 2, moves.kernelH(), window.strideH(), window.dilationH());
    Tensor both = windows(rows, 3, moves.kernelW(), window.strideW(), window.dilationW());
    Tensor columns = both.permute(0, 1, 4, 5, 2, 3);
    Shape shape = Shape.of(x.dim(0), x.dim(1) * moves.kernelH() * moves.kernelW(), outH * outW);
    return Extents.unbatched(columns.reshape(shape), input, 2);
  }

  /** The windows along an axis, their elements in a last dimension. */
  private static Tensor windows(Tensor x, int axis, int kernel, int stride, int dilation) {
    long reach = dilation * (kernel - 1L) + 1;
    return x.unfold(axis, reach, stride).slice(-1, 0, reach, dilation);
  }

  static Tensor fold(Tensor input, long h, long w, PoolOptions options) {
    String op = "fold2d";
    Tensor x = Extents.batched(op, input, 1);
    Moves moves = Moves.of(op, options);
    int size = moves.kernelH() * moves.kernelW();
    long outH = moves.outH(op, h, w);
    long outW = moves.outW(op, h, w);
    if (x.dim(1) % size != 0 || x.dim(2) != outH * outW) {
      throw new ShapeException(
          "%s: columns %s do not fit; an image of %s with this kernel needs (N, C·%d, %d)"
              .formatted(op, input.shape(), Extents.times(h, w), size, outH * outW));
    }
    Window window = moves.window();
    Tensor parts = x.reshape(x.dim(0), x.dim(1) / size, size, outH, outW);
    Shape full = Shape.of(x.dim(0), parts.dim(1), h + 2L * window.padH(), w + 2L * window.padW());
    Tensor sum = Tensor.zeros(full, x.dtype(), x.device());
    for (int k = 0; k < size; k++) {
      SliceOp columns = moves.columns(k % moves.kernelW(), outW);
      SliceOp rows = moves.rows(k / moves.kernelW(), outH);
      sum = sum.add(rows.place(columns.place(parts.select(2, k), full.dim(3)), full.dim(2)));
    }
    Tensor image = sum.narrow(2, window.padH(), h).narrow(3, window.padW(), w);
    return input.rank() == 2 ? image.squeeze(0) : image;
  }
}
