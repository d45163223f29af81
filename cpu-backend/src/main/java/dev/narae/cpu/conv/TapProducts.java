package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmPool;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The gradient for the weights of a convolution with few channels: for each tap the sum of the
 * products of what it meets and the upstream gradient, plane by plane.
 */
final class TapProducts {
  /** From so many kernels on there is work for several threads without cutting the batch. */
  private static final int MANY_KERNELS = 16;

  /** Parts that the batch is cut into where there are few, whatever the number of threads. */
  private static final int PARTS = 8;

  /** Elements after which sums go on in double precision. */
  private static final int LONGEST = 1 << 13;

  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final DType dtype;
  private final Planes input;
  private final Planes gradient;
  private final TapPlan plan;

  TapProducts(ConvRuntime runtime, ConvSizes sizes, DType dtype, Planes input, Planes gradient) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.dtype = dtype;
    this.input = input;
    this.gradient = gradient;
    List<TapPlan.Tap> taps = TapPlan.forward(sizes);
    int strideH = sizes.window().strideH();
    int band = TapPlanes.band(taps, sizes.outH(), sizes.outW(), strideH, dtype.bytes());
    plan = new TapPlan(taps, band, sizes.outW(), strideH, sizes.window().strideW());
  }

  /** Computes the gradients (groups · out, taps). */
  void run(Dense result, Scratch scratch) {
    int kernels = sizes.groups() * sizes.out() * sizes.in();
    int parts = kernels >= MANY_KERNELS ? 1 : Math.min(PARTS, sizes.images());
    long weights = (long) sizes.groups() * sizes.out() * sizes.taps();
    MemorySegment sums =
        parts == 1 ? result.memory() : scratch.take(parts * weights * dtype.bytes());
    long at = parts == 1 ? result.at() : 0;
    GemmPool<TapArrays> pool =
        new GemmPool<>(() -> TapPlanes.arrays(runtime, dtype, plan, sizes.allProducts()));
    long work =
        Math.ceilDiv(sizes.images(), parts) * (long) Math.ceilDiv(sizes.outH(), plan.rows());
    runtime
        .parallel()
        .range(
            (long) parts * kernels,
            TapPlanes.grain(plan, 1) / work,
            (first, end) -> {
              TapArrays arrays = pool.acquire();
              for (long i = first; i < end; i++) {
                int part = (int) (i / kernels);
                run(arrays, part, parts, (int) (i % kernels), sums, at + part * weights);
              }
              pool.release(arrays);
            });
    if (parts > 1) {
      Sums.joinRows(dtype, sums, weights, parts, 0, weights);
      Cells.copy(sums, 0, 1, result.memory(), result.at(), 1, weights, dtype.bytes());
    }
  }

  /** One kernel of a group, over one part of the batch. */
  private void run(TapArrays arrays, int part, int parts, int kernel, MemorySegment sums, long at) {
    int output = kernel / sizes.in();
    int source = output / sizes.out() * sizes.in() + kernel % sizes.in();
    int pending = 0;
    int end = sizes.images() * (part + 1) / parts;
    for (int image = sizes.images() * part / parts; image < end; image++) {
      for (int row = 0; row < sizes.outH(); row += plan.rows()) {
        int rows = Math.min(plan.rows(), sizes.outH() - row);
        arrays.load(input, image, source, row);
        arrays.loadOutputs(gradient, image, output, row, rows);
        arrays.addProducts(rows * plan.columns());
        pending += rows * plan.columns();
        if (pending >= LONGEST) {
          arrays.settle();
          pending = 0;
        }
      }
    }
    arrays.settle();
    arrays.storeSums(sums, at + (long) kernel * sizes.kernelH() * sizes.kernelW());
  }
}
