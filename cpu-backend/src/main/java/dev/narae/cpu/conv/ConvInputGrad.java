package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.cpu.Dense;
import dev.narae.cpu.Scratch;
import dev.narae.spi.FusedOp.Conv2dInputGrad;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/**
 * The gradient of a convolution for its input. With stride 1 it is a convolution of the upstream
 * gradient with the kernel turned round, unless the zeros around the gradient would cost more than
 * they save; else each gradient is spread over its window.
 */
public final class ConvInputGrad {
  /** What spreading a product costs besides the product, for each sum. */
  private static final int SPREADING = 6;

  /**
   * Elements of the widest vectors of F32. The two ways add in different orders, so the choice may
   * not depend on the vectors that there are.
   */
  private static final int LANES = 16;

  private ConvInputGrad() {}

  /** Computes {@code op}; see there for the shapes. */
  public static void run(
      ConvRuntime runtime, Conv2dInputGrad op, View gradient, View weight, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    ConvSizes sizes = ConvSizes.of(op.window(), op.groups(), out.shape(), weight.shape());
    DType dtype = gradient.dtype();
    try (Scratch scratch = runtime.scratch().get()) {
      Dense weights = Dense.of(weight, scratch);
      long count = weight.shape().size();
      // Zeros around the gradient must give zeros, which infinite weights would not.
      boolean finite = Finite.all(dtype, weights.memory(), weights.at(), count);
      if (finite && TapPlanes.pays(sizes)) {
        TapPlanes.inputGrad(runtime, sizes, dtype, new Planes(gradient), weights, new Planes(out));
      } else if (finite && turns(sizes)) {
        Dense turned = turned(runtime, sizes, weights, dtype.bytes(), scratch);
        ConvForward.run(
            runtime,
            sizes.transposed(),
            dtype,
            new Planes(gradient),
            turned,
            null,
            new Planes(out));
      } else {
        new SpreadSums(runtime, sizes, dtype, new Planes(gradient), new Planes(out)).run(weights);
      }
    }
  }

  /** Whether a convolution with the kernel turned round is possible and cheaper. */
  private static boolean turns(ConvSizes sizes) {
    ConvSizes transposed = sizes.transposed();
    if (sizes.empty()
        || !sizes.unitStride()
        || transposed.window().padH() < 0
        || transposed.window().padW() < 0) {
      return false;
    }
    // What a convolution computes row by row, or across the ends of padded rows.
    long byRow = (long) sizes.height() * whole(sizes.width());
    int pitch = PlaneGrid.padded(transposed, transposed.outH()).pitch();
    long across = (long) sizes.height() * pitch;
    long turned = Math.min(byRow, across) * sizes.out();
    long spread = (long) sizes.outH() * whole(sizes.outW()) * (sizes.out() + SPREADING);
    return turned <= spread;
  }

  /** Elements of the vectors that hold so many. */
  private static long whole(int elements) {
    return (long) Math.ceilDiv(elements, LANES) * LANES;
  }

  /** The weights (groups · in, out · KH · KW) with the kernel's elements in reverse. */
  private static Dense turned(
      ConvRuntime runtime, ConvSizes sizes, Dense weights, int bytes, Scratch scratch) {
    int window = sizes.kernelH() * sizes.kernelW();
    long group = (long) sizes.in() * sizes.out() * window;
    MemorySegment turned = scratch.take(sizes.groups() * group * bytes);
    runtime
        .parallel()
        .range(
            (long) sizes.groups() * sizes.in(),
            Math.max(1, (1 << 14) / Math.max(1, sizes.out() * window)),
            (from, to) -> {
              for (long i = from; i < to; i++) {
                long source = weights.at() + i / sizes.in() * group + i % sizes.in() * window;
                for (int k = 0; k < window; k++) {
                  long at = i * sizes.out() * window + window - 1 - k;
                  Cells.copy(
                      weights.memory(),
                      source + k,
                      sizes.taps(),
                      turned,
                      at,
                      window,
                      sizes.out(),
                      bytes);
                }
              }
            });
    return new Dense(turned, 0);
  }
}
