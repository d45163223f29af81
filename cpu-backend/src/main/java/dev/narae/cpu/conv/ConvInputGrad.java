package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Scratch;
import dev.narae.spi.FusedOp.Conv2dInputGrad;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution for its input: the product of the transposed weights and the
 * gradient, added back to where the patches come from.
 */
public final class ConvInputGrad {
  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final ConvBlock image;
  private final DType dtype;
  private final Planes gradient;
  private final Planes output;
  private final View weight;

  private ConvInputGrad(
      ConvRuntime runtime, Conv2dInputGrad op, View gradient, View weight, View out) {
    this.runtime = runtime;
    this.sizes = ConvSizes.of(op.window(), op.groups(), out.shape(), weight.shape());
    this.image = ConvBlock.ofImage(sizes);
    this.dtype = gradient.dtype();
    this.gradient = new Planes(gradient);
    this.output = new Planes(out);
    this.weight = weight;
  }

  /** Computes {@code op}; see there for the shapes. */
  public static void run(
      ConvRuntime runtime, Conv2dInputGrad op, View gradient, View weight, View out) {
    if (out.shape().size() > 0) {
      new ConvInputGrad(runtime, op, gradient, weight, out).run();
    }
  }

  private void run() {
    try (Scratch scratch = runtime.scratch().get()) {
      Dense weights = Dense.of(weight, scratch);
      DirectInputGrad direct = DirectInputGrad.prepare(runtime, image, dtype, weights, scratch);
      runtime
          .parallel()
          .run(
              sizes.images() * sizes.groups(),
              i -> item(i / sizes.groups(), i % sizes.groups(), weights, direct));
    }
  }

  /** One group of one image. */
  private void item(int n, int group, Dense weights, @Nullable DirectInputGrad direct) {
    int slack = direct == null ? 0 : direct.slack();
    int rows = BlockRows.of(sizes, dtype);
    try (Scratch scratch = runtime.scratch().get()) {
      MemorySegment planes = scratch.zeros((sizes.in() * image.plane() + slack) * dtype.bytes());
      for (int from = 0; from < sizes.outH(); from += rows) {
        int count = Math.min(rows, sizes.outH() - from);
        if (direct == null) {
          addPatches(n, group, weights, from, count, planes);
        } else {
          addRows(n, group, direct, from, count, planes);
        }
      }
      store(n, group, planes);
    }
  }

  private void addRows(
      int n, int group, DirectInputGrad direct, int from, int count, MemorySegment planes) {
    int row = direct.upstreamRow(count);
    try (Scratch scratch = runtime.scratch().get()) {
      MemorySegment upstream = scratch.zeros((long) sizes.out() * row * dtype.bytes());
      loadGradient(n, group, from, count, image.pitch(), upstream, row);
      direct.multiply(group, upstream, from, count, planes);
    }
  }

  private void addPatches(
      int n, int group, Dense weights, int from, int count, MemorySegment planes) {
    Patches patches = new Patches(image, dtype);
    int pixels = count * sizes.outW();
    try (Scratch scratch = runtime.scratch().get()) {
      MemorySegment upstream = scratch.take((long) sizes.out() * pixels * dtype.bytes());
      loadGradient(n, group, from, count, sizes.outW(), upstream, pixels);
      MemorySegment matrix = scratch.take(patches.bytes(count));
      multiply(group, weights, upstream, pixels, matrix);
      patches.scatter(matrix, from, count, planes);
    }
  }

  private void loadGradient(
      int n, int group, int from, int count, int pitch, MemorySegment upstream, int row) {
    for (int o = 0; o < sizes.out(); o++) {
      int channel = group * sizes.out() + o;
      gradient.load(n, channel, from, 0, count, pitch, upstream, (long) o * row);
    }
  }

  private void multiply(
      int group, Dense weights, MemorySegment upstream, int pixels, MemorySegment matrix) {
    int taps = sizes.taps();
    long first = weights.at() + (long) group * sizes.out() * taps;
    runtime
        .gemm()
        .accept(
            new GemmProblem(
                dtype,
                1,
                taps,
                pixels,
                sizes.out(),
                new GemmMatrix(weights.memory(), first, 0, 1, taps),
                new GemmMatrix(upstream, 0, 0, pixels, 1),
                new GemmMatrix(matrix, 0, 0, pixels, 1),
                false));
  }

  private void store(int n, int group, MemorySegment planes) {
    long corner = (long) sizes.window().padH() * image.pitch() + sizes.window().padW();
    for (int c = 0; c < sizes.in(); c++) {
      output.store(
          planes,
          c * image.plane() + corner,
          image.pitch(),
          n,
          group * sizes.in() + c,
          0,
          sizes.height());
    }
  }
}
