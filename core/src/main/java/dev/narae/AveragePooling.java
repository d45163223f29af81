package dev.narae;

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
    Integer divisor = options.divisor();
    if (divisor == null && tiles(x, geometry)) {
      return tiled(x, geometry);
    }
    return divisor != null || evenlyCounted(geometry, options)
        ? sums(x, geometry, divisor != null ? divisor : size(geometry))
        : sums(x, geometry, 1).div(counts(x, geometry, options.countIncludePad()));
  }

  /** Whether windows lie side by side and cover the input. */
  private static boolean tiles(Tensor x, PoolGeometry geometry) {
    boolean tiles = true;
    for (int i = 0; i < geometry.kernel.length; i++) {
      tiles &=
          geometry.stride[i] == geometry.kernel[i]
              && geometry.padding[i] == 0
              && geometry.outputs[i] * geometry.kernel[i] == x.dim(2 + i);
    }
    return tiles;
  }

  /** The means over the elements of each tile, which are dimensions of their own in a view. */
  private static Tensor tiled(Tensor x, PoolGeometry geometry) {
    Shape apart = Shape.of(x.dim(0), x.dim(1));
    int[] within = new int[geometry.kernel.length];
    for (int i = 0; i < within.length; i++) {
      within[i] = apart.rank() + 1;
      apart =
          apart
              .insert(apart.rank(), geometry.outputs[i])
              .insert(apart.rank() + 1, geometry.kernel[i]);
    }
    return x.reshape(apart).mean(within);
  }

  private static double size(PoolGeometry geometry) {
    double size = 1;
    for (int extent : geometry.kernel) {
      size *= extent;
    }
    return size;
  }

  /** Whether every window counts as many elements. */
  private static boolean evenlyCounted(PoolGeometry geometry, PoolOptions options) {
    boolean padded = false;
    for (int amount : geometry.padding) {
      padded |= amount > 0;
    }
    return !geometry.reachesOver() && (options.countIncludePad() || !padded);
  }

  /** The sum of each window divided by a number. */
  static Tensor sums(Tensor x, PoolGeometry geometry, double divisor) {
    Tensor extended = geometry.extended(x, 0);
    return switch (geometry.kernel.length) {
      case 1 -> image(extended.unsqueeze(2), geometry, -1, 0, divisor).squeeze(2);
      case 2 -> image(extended, geometry, 0, 1, divisor);
      default -> volume(extended, geometry, divisor);
    };
  }

  /** Every channel of every sample is an image of its own, convolved with equal weights. */
  private static Tensor image(Tensor x, PoolGeometry geometry, int h, int w, double divisor) {
    Tensor images = x.reshape(x.dim(0) * x.dim(1), 1, x.dim(2), x.dim(3));
    Shape kernel = Shape.of(1, 1, geometry.kernel(h), geometry.kernel(w));
    Tensor weights = Tensor.full(kernel, 1 / divisor, x.dtype(), x.device());
    Tensor sums = Dispatch.run(new Conv2dOp(geometry.window(h, w), 1, false), images, weights);
    return sums.reshape(x.dim(0), x.dim(1), sums.dim(2), sums.dim(3));
  }

  private static Tensor volume(Tensor x, PoolGeometry geometry, double divisor) {
    Tensor slices = image(x.flatten(1, 2), geometry, 1, 2, 1);
    long h = slices.dim(2);
    long w = slices.dim(3);
    Tensor columns = slices.reshape(x.dim(0), x.dim(1), x.dim(2), h * w);
    Tensor deep = image(columns, geometry, 0, -1, divisor);
    return deep.reshape(x.dim(0), x.dim(1), deep.dim(2), h, w);
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
