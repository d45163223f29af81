package dev.narae;

import java.util.ArrayList;
import java.util.List;

/**
 * Convolution and its gradients in tensor code: for each position in the kernel one matrix product
 * between the weights there and the input shifted to there.
 */
final class ConvolutionSums {
  private ConvolutionSums() {}

  static Tensor forward(Tensor x, Tensor w, Window window, int groups) {
    long kh = w.dim(2);
    long kw = w.dim(3);
    long outH = window.outH(x.dim(2), kh);
    long outW = window.outW(x.dim(3), kw);
    Tensor padded = pad(x, window);
    Tensor sum = Tensor.zeros(Shape.of(x.dim(0), w.dim(0), outH, outW), x.dtype(), x.device());
    for (int p = 0; p < kh; p++) {
      for (int q = 0; q < kw; q++) {
        Tensor shifted = columns(shift(padded, window, p, q, outH, outW), groups);
        Tensor product = weightsAt(w, p, q, groups).matmul(shifted);
        sum = sum.add(product.reshape(sum.shape()));
      }
    }
    return sum;
  }

  static Tensor inputGrad(Tensor g, Tensor w, Window window, int groups, Shape input) {
    long h = input.dim(2) + 2L * window.padH();
    long wide = input.dim(3) + 2L * window.padW();
    Tensor sum = Tensor.zeros(Shape.of(input.dim(0), input.dim(1), h, wide), g.dtype(), g.device());
    Shape part = Shape.of(input.dim(0), input.dim(1), g.dim(2), g.dim(3));
    for (int p = 0; p < w.dim(2); p++) {
      for (int q = 0; q < w.dim(3); q++) {
        Tensor weights = weightsAt(w, p, q, groups).transpose(-2, -1);
        Tensor spread = weights.matmul(columns(g, groups)).reshape(part);
        sum = sum.add(unshift(spread, window, p, q, h, wide));
      }
    }
    return sum.narrow(2, window.padH(), input.dim(2)).narrow(3, window.padW(), input.dim(3));
  }

  static Tensor weightGrad(Tensor x, Tensor g, Window window, int groups, Shape weight) {
    Tensor padded = pad(x, window);
    Tensor upstream = columns(g, groups);
    List<Tensor> parts = new ArrayList<>();
    for (int p = 0; p < weight.dim(2); p++) {
      for (int q = 0; q < weight.dim(3); q++) {
        Tensor shifted = columns(shift(padded, window, p, q, g.dim(2), g.dim(3)), groups);
        parts.add(upstream.matmul(shifted.transpose(-2, -1)).sum(0));
      }
    }
    if (parts.isEmpty()) {
      return Tensor.zeros(weight, x.dtype(), x.device());
    }
    return Tensor.stack(-1, parts.toArray(Tensor[]::new)).reshape(weight);
  }

  private static Tensor pad(Tensor x, Window window) {
    return x.pad(window.padW(), window.padW(), window.padH(), window.padH());
  }

  /** The elements that kernel position (p, q) meets, one for each output position. */
  private static Tensor shift(Tensor padded, Window window, int p, int q, long outH, long outW) {
    Tensor rows =
        Dispatch.run(slice(2, (long) p * window.dilationH(), outH, window.strideH()), padded);
    return Dispatch.run(slice(3, (long) q * window.dilationW(), outW, window.strideW()), rows);
  }

  private static Tensor unshift(Tensor part, Window window, int p, int q, long h, long w) {
    SliceOp rows = slice(2, (long) p * window.dilationH(), part.dim(2), window.strideH());
    SliceOp columns = slice(3, (long) q * window.dilationW(), part.dim(3), window.strideW());
    return rows.place(columns.place(part, w), h);
  }

  private static SliceOp slice(int axis, long start, long length, int step) {
    return new SliceOp(axis, start, length, step);
  }

  /** (N, C, H, W) as (N, groups, C/groups, H·W). */
  private static Tensor columns(Tensor x, int groups) {
    return x.reshape(x.dim(0), groups, x.dim(1) / groups, x.dim(2) * x.dim(3));
  }

  /** The weights at one kernel position as (groups, O/groups, C/groups). */
  private static Tensor weightsAt(Tensor w, int p, int q, int groups) {
    return w.select(3, q).select(2, p).reshape(groups, w.dim(0) / groups, w.dim(1));
  }
}
