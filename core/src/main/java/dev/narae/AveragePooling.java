package dev.narae;

import dev.narae.spi.FusedOp;
import org.jspecify.annotations.Nullable;

/** Means over windows of lines, images and volumes. */
final class AveragePooling {
  private AveragePooling() {}

  static Tensor run(int dims, Tensor input, PoolOptions options) {
    String op = "avgPool" + dims + "d";
    Tensor x = Extents.batched(op, input, dims);
    PoolGeometry geometry = PoolGeometry.of(op, dims, x, options);
    for (int step : geometry.dilation) {
      if (step != 1) {
        throw new IllegalArgumentException(
            "%s: dilation %s is for maxima only; leave it out".formatted(op, options.dilation()));
      }
    }
    Integer divisor = options.divisor();
    if (divisor != null && divisor == 0) {
      throw new IllegalArgumentException(op + ": the divisor is 0; use another number");
    }
    return Extents.unbatched(means(x, geometry, options), input, dims);
  }

  private static Tensor means(Tensor x, PoolGeometry geometry, PoolOptions options) {
    int divisor = options.divisor() == null ? 0 : options.divisor();
    boolean countPad = options.countIncludePad();
    return switch (geometry.kernel.length) {
      case 1 -> image(x.unsqueeze(2), geometry, -1, 0, countPad, divisor).squeeze(2);
      case 2 -> image(x, geometry, 0, 1, countPad, divisor);
      default -> volume(x, geometry, countPad, divisor);
    };
  }

  /** The sums over windows of images (N, C, H, W), divided by a number. */
  static Tensor sums(Tensor x, PoolGeometry geometry, int divisor) {
    return image(x, geometry, 0, 1, true, divisor);
  }

  /** Means over images (N, C, H, W) by the numbers of two dimensions. */
  private static Tensor image(
      Tensor x, PoolGeometry geometry, int h, int w, boolean countPad, int divisor) {
    FusedOp.AvgPool2d pool =
        new FusedOp.AvgPool2d(
            geometry.kernel(h), geometry.kernel(w), geometry.window(h, w), countPad, divisor);
    long outH = geometry.output(h, x.dim(2));
    long outW = geometry.output(w, x.dim(3));
    return Dispatch.run(new AvgPool2dOp(pool, outH, outW), x);
  }

  /** The sums over each slice, and of those the sums along the depth. */
  private static Tensor volume(Tensor x, PoolGeometry geometry, boolean countPad, int divisor) {
    Tensor slices = image(x.flatten(1, 2), geometry, 1, 2, countPad, 1);
    long h = slices.dim(2);
    long w = slices.dim(3);
    Tensor columns = slices.reshape(x.dim(0), x.dim(1), x.dim(2), h * w);
    Tensor deep = image(columns, geometry, 0, -1, countPad, 1);
    Tensor sums = deep.reshape(x.dim(0), x.dim(1), deep.dim(2), h, w);
    return divisor != 0 ? sums.div((double) divisor) : sums.div(counts(x, geometry, countPad));
  }

  private static double size(PoolGeometry geometry) {
    double size = 1;
    for (int extent : geometry.kernel) {
      size *= extent;
    }
    return size;
  }

  /** How many elements each window counts, to be broadcast over (N, C, …). */
  private static Tensor counts(Tensor x, PoolGeometry geometry, boolean includePad) {
    @Nullable Tensor counts = null;
    int dims = geometry.kernel.length;
    for (int i = 0; i < dims; i++) {
      Tensor along = counts(x, geometry, i, includePad);
      for (int after = i + 1; after < dims; after++) {
        along = along.unsqueeze(-1);
      }
      counts = counts == null ? along : counts.mul(along);
    }
    return java.util.Objects.requireNonNull(counts);
  }

  private static Tensor counts(Tensor x, PoolGeometry geometry, int i, boolean includePad) {
    double pad = geometry.padding[i];
    double extent = x.dim(2 + i);
    Tensor start =
        Tensor.arange(geometry.outputs[i], x.dtype(), x.device())
            .mul((double) geometry.stride[i])
            .sub(pad);
    Tensor end = start.add((double) geometry.kernel[i]).minimum(includePad ? extent + pad : extent);
    return end.sub(includePad ? start : start.maximum(0.0));
  }

  /** (sum of x to the power of p over each window) to the power of 1/p. */
  static Tensor power(Tensor input, double p, PoolOptions options) {
    String op = "lpPool2d";
    if (!(p > 0)) {
      throw new IllegalArgumentException(
          "%s: the power is %s; it must be more than 0".formatted(op, p));
    }
    Tensor x = Extents.batched(op, input, 2);
    PoolGeometry geometry = PoolGeometry.of(op, 2, x, options);
    Tensor means = means(x.pow(p), geometry, options);
    // PyTorch's rule for sums below zero, which odd powers of negative numbers may have.
    Tensor roots = means.sign().mul(means.abs().relu()).mul(size(geometry)).pow(1 / p);
    return Extents.unbatched(roots, input, 2);
  }
}
