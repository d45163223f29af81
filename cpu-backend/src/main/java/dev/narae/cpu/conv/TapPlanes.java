package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Dense;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions whose groups have few channels, as depthwise ones do: each output plane is a sum of
 * few planes, each shifted and times a number. No kernel with packed operands pays there.
 */
final class TapPlanes {
  /** Kernels of a group for which the sums of planes are fastest. */
  private static final int MOST_KERNELS = 4;

  /** The shifted copies of a band stay in the second-level cache. */
  private static final long CACHE_BYTES = 1 << 17;

  /** Elements that a block of work touches at least. */
  private static final int GRAIN = 1 << 14;

  private TapPlanes() {}

  /** Whether a convolution is computed so. */
  static boolean pays(ConvSizes sizes) {
    return sizes.groups() > 1 && sizes.in() * sizes.out() <= MOST_KERNELS && !sizes.empty();
  }

  /** Computes a convolution with weights (groups · out, taps). */
  static void forward(
      ConvRuntime runtime,
      ConvSizes sizes,
      DType dtype,
      Planes input,
      Dense weights,
      @Nullable View bias,
      Planes output) {
    new TapSums(runtime, dtype, input, output, TapSums.Channels.forward(sizes))
        .run(
            TapPlan.forward(sizes),
            sizes.outH(),
            sizes.outW(),
            sizes.window().strideH(),
            sizes.window().strideW(),
            new TapSums.Target(0, 1, 0, 1),
            weights,
            bias);
  }

  /**
   * Computes the gradient for the input with weights (groups · out, taps), which must be finite:
   * zeros around the gradient must give zeros. With a stride, inputs that lie a stride apart are
   * met by the same elements of the kernel, and are computed together.
   */
  static void inputGrad(
      ConvRuntime runtime,
      ConvSizes sizes,
      DType dtype,
      Planes gradient,
      Dense weights,
      Planes result) {
    int stepH = sizes.window().strideH();
    int stepW = sizes.window().strideW();
    TapSums sums = new TapSums(runtime, dtype, gradient, result, TapSums.Channels.backward(sizes));
    for (int row = 0; row < Math.min(stepH, sizes.height()); row++) {
      for (int column = 0; column < Math.min(stepW, sizes.width()); column++) {
        sums.run(
            TapPlan.backward(sizes, row, column),
            Math.ceilDiv(sizes.height() - row, stepH),
            Math.ceilDiv(sizes.width() - column, stepW),
            1,
            1,
            new TapSums.Target(row, stepH, column, stepW),
            weights,
            null);
      }
    }
  }

  /** Rows of outputs whose shifted copies stay in the cache. */
  static int band(List<TapPlan.Tap> taps, int rows, int columns, int strideH, int bytes) {
    TapPlan one = new TapPlan(taps, 1, columns, strideH, 1);
    long copies = one.copies().size();
    long halo = one.size() - copies * columns;
    long most = (CACHE_BYTES / bytes - halo) / Math.max(1, copies * columns);
    long least = Math.min(rows, 4);
    long count = Math.ceilDiv(rows, Math.max(least, Math.min(most, rows)));
    return (int) Math.ceilDiv(rows, count);
  }

  /** Planes or bands in a block of work. */
  static long grain(TapPlan plan, int kernels) {
    long elements = (long) plan.rows() * plan.columns() * (kernels * plan.count() / 4 + 4);
    return Math.max(1, 8 * GRAIN / Math.max(1, elements));
  }

  /**
   * Arrays for one thread.
   *
   * @param steps products of the whole convolution
   */
  static TapArrays arrays(ConvRuntime runtime, DType dtype, TapPlan plan, long steps) {
    ConvKernels kernels = runtime.kernels();
    if (dtype == DType.F32) {
      return new FloatTapArrays(plan, kernels == null ? null : kernels.floatTaps(steps));
    }
    return new DoubleTapArrays(plan, kernels == null ? null : kernels.doubleTaps(steps));
  }
}
