package dev.narae.data;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Tensor;
import java.util.function.DoubleUnaryOperator;

/** Changes of colours. */
final class Colors {
  /** The shares of red, green and blue in grey (ITU-R BT.601). */
  private static final double[] GREY = {0.299, 0.587, 0.114};

  private Colors() {}

  /** Results of a computation in the dtype that the images had: bytes are rounded and cut off. */
  static Tensor asBefore(Tensor computed, Tensor images) {
    return images.dtype() == DType.U8
        ? computed.round().clamp(0.0, 255.0).to(DType.U8)
        : computed.to(images.dtype());
  }

  static Tensor jitter(Tensor images, ColorRange range, Draw draw) {
    double white = images.dtype() == DType.U8 ? 255 : 1;
    Tensor x = images.to(Draw.computed(images));
    if (range.brightness() > 0) {
      x = x.mul(factor(x, range.brightness(), draw)).clamp(0, white);
    }
    if (range.contrast() > 0) {
      Tensor mean = grey(x).mean(true, 1, 2, 3);
      x = mean.add(x.sub(mean).mul(factor(x, range.contrast(), draw))).clamp(0, white);
    }
    if (range.saturation() > 0 && x.dim(1) == 3) {
      Tensor grey = grey(x);
      x = grey.add(x.sub(grey).mul(factor(x, range.saturation(), draw))).clamp(0, white);
    }
    if (range.hue() > 0 && x.dim(1) == 3) {
      x = turned(x, range.hue(), draw).clamp(0, white);
    }
    return asBefore(x, images);
  }

  private static Tensor factor(Tensor x, double range, Draw draw) {
    DoubleUnaryOperator same = DoubleUnaryOperator.identity();
    return draw.each(x.dim(0), Math.max(0, 1 - range), 1 + range, same, x.device()).to(x.dtype());
  }

  private static Tensor grey(Tensor x) {
    if (x.dim(1) != 3) {
      return x.mean(true, 1);
    }
    Tensor shares = Device.with(x.device(), () -> Tensor.of(GREY, 1, 3, 1, 1));
    return x.mul(shares.to(x.dtype())).sum(true, 1);
  }

  /** Rotates each pixel's colour about the axis of greys (Rodrigues's formula). */
  private static Tensor turned(Tensor x, double hue, Draw draw) {
    long n = x.dim(0);
    float[] turns = new float[Math.toIntExact(9 * n)];
    for (int i = 0; i < n; i++) {
      double angle = 2 * Math.PI * draw.uniform(-hue, hue);
      double cos = Math.cos(angle);
      double third = (1 - cos) / 3;
      double root = Math.sin(angle) / Math.sqrt(3);
      double[] row = {cos + third, third - root, third + root};
      for (int j = 0; j < 9; j++) {
        turns[9 * i + j] = (float) row[Math.floorMod(j % 3 - j / 3, 3)];
      }
    }
    Tensor turn = Device.with(x.device(), () -> Tensor.of(turns, n, 3, 3)).to(x.dtype());
    return turn.matmul(x.reshape(n, 3, x.dim(2) * x.dim(3))).reshape(x.shape());
  }
}
