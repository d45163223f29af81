package dev.narae;

/** Max-pooling in tensor code: a running maximum over the positions in the window. */
final class PoolingComposite {
  private PoolingComposite() {}

  static Tensor[] max(MaxPool2dOp op, Tensor x) {
    Window window = op.window();
    long h = x.dim(2);
    long w = x.dim(3);
    Tensor positions = Tensor.arange(h * w, DType.I64, x.device()).reshape(1, 1, h, w);
    Tensor inside = Tensor.ones(Shape.of(1, 1, h, w), DType.BOOL, x.device());
    Tensor[] padded = {pad(x, window), pad(positions, window), pad(inside, window)};
    long outH = window.outH(h, op.kernelH());
    long outW = window.outW(w, op.kernelW());
    Shape out = Shape.of(x.dim(0), x.dim(1), outH, outW);
    Tensor best = Tensor.full(out, Double.NEGATIVE_INFINITY, x.dtype(), x.device());
    Tensor at = Tensor.full(out, -1, DType.I64, x.device());
    for (int p = 0; p < op.kernelH(); p++) {
      for (int q = 0; q < op.kernelW(); q++) {
        Tensor value = shift(padded[0], window, p, q, outH, outW);
        Tensor position = shift(padded[1], window, p, q, outH, outW);
        Tensor valid = shift(padded[2], window, p, q, outH, outW);
        Tensor larger =
            value.gt(best).logicalOr(value.isNaN().logicalAnd(best.isNaN().logicalNot()));
        Tensor take = valid.logicalAnd(larger.logicalOr(at.lt(0)));
        best = take.where(value, best);
        at = take.where(position, at);
      }
    }
    return new Tensor[] {best, at};
  }

  private static Tensor pad(Tensor x, Window window) {
    return x.pad(window.padW(), window.padW(), window.padH(), window.padH());
  }

  private static Tensor shift(Tensor padded, Window window, int p, int q, long outH, long outW) {
    SliceOp rows = new SliceOp(2, (long) p * window.dilationH(), outH, window.strideH());
    SliceOp columns = new SliceOp(3, (long) q * window.dilationW(), outW, window.strideW());
    return Dispatch.run(columns, Dispatch.run(rows, padded));
  }
}
