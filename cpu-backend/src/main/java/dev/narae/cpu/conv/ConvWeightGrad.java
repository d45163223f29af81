package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Scratch;
import dev.narae.spi.FusedOp.Conv2dWeightGrad;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution for its weight: the products of the gradient and the transposed
 * patches, summed over a few images at a time; these partial sums are joined in a fixed order.
 */
public final class ConvWeightGrad {
  /** Parts that the batch is cut into, whatever the number of threads. */
  private static final int PARTS = 8;

  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final ConvBlock block;
  private final DType dtype;
  private final Planes input;
  private final Planes gradient;
  private final View out;

  private ConvWeightGrad(
      ConvRuntime runtime, Conv2dWeightGrad op, View x, View gradient, View out) {
    this.runtime = runtime;
    this.sizes = ConvSizes.of(op.window(), op.groups(), x.shape(), out.shape());
    this.dtype = x.dtype();
    this.block = ConvBlock.ofRows(sizes, BlockRows.of(sizes, dtype));
    this.input = new Planes(x);
    this.gradient = new Planes(gradient);
    this.out = out;
  }

  /** Computes {@code op}; see there for the shapes. */
  public static void run(
      ConvRuntime runtime, Conv2dWeightGrad op, View x, View gradient, View out) {
    if (out.shape().size() > 0) {
      new ConvWeightGrad(runtime, op, x, gradient, out).run();
    }
  }

  private void run() {
    int parts = Math.clamp(sizes.images(), 1, PARTS);
    long size = out.shape().size();
    try (Scratch scratch = runtime.scratch().get()) {
      MemorySegment sums = scratch.zeros(parts * size * dtype.bytes());
      if (!sizes.empty()) {
        DirectWeightGrad direct = DirectWeightGrad.prepare(runtime, block, dtype);
        runtime
            .parallel()
            .run(
                parts * sizes.groups(),
                i -> part(i / sizes.groups(), parts, i % sizes.groups(), sums, direct));
      }
      Dense result = Dense.target(out, scratch);
      MemorySegment.copy(
          sums, 0, result.memory(), result.at() * dtype.bytes(), size * dtype.bytes());
      for (int p = 1; p < parts; p++) {
        Sums.add(dtype, sums, p * size, result.memory(), result.at(), 1, size);
      }
      result.store(out);
    }
  }

  private void part(
      int part, int parts, int group, MemorySegment sums, @Nullable DirectWeightGrad direct) {
    long size = (long) sizes.out() * sizes.taps();
    long at = ((long) part * sizes.groups() + group) * size;
    int from = sizes.images() * part / parts;
    int to = sizes.images() * (part + 1) / parts;
    try (Scratch scratch = runtime.scratch().get()) {
      if (direct == null) {
        PatchProducts products = new PatchProducts(scratch, group);
        forEachBlock(from, to, (n, b) -> products.add(n, b, sums, at));
      } else {
        PlaneProducts products = new PlaneProducts(scratch, group, direct);
        forEachBlock(from, to, products::add);
        direct.store(products.sums, sums, at);
      }
    }
  }

  /** Adds the products of one block of one image. */
  private interface BlockAction {
    void add(int image, int index);
  }

  private void forEachBlock(int from, int to, BlockAction action) {
    for (int n = from; n < to; n++) {
      for (int b = 0; b < block.count(); b++) {
        action.add(n, b);
      }
    }
  }

  private long planeBytes() {
    return sizes.in() * block.plane() * dtype.bytes();
  }

  private void loadPlanes(int n, int group, int b, MemorySegment planes) {
    for (int c = 0; c < sizes.in(); c++) {
      input.load(
          n,
          group * sizes.in() + c,
          block.top(b),
          -sizes.window().padW(),
          block.height(),
          block.pitch(),
          planes,
          c * block.plane());
    }
  }

  /** Products straight from the planes. */
  private final class PlaneProducts {
    private final int group;
    private final DirectWeightGrad direct;
    private final MemorySegment planes;
    private final MemorySegment upstream;
    private final MemorySegment sums;

    PlaneProducts(Scratch scratch, int group, DirectWeightGrad direct) {
      this.group = group;
      this.direct = direct;
      planes = scratch.take(planeBytes());
      upstream = direct.upstream(scratch);
      sums = direct.sums(scratch);
    }

    void add(int n, int b) {
      int rows = block.rows(b);
      loadPlanes(n, group, b, planes);
      for (int o = 0; o < sizes.out(); o++) {
        direct.load(gradient, n, group * sizes.out() + o, o, block.start(b), rows, upstream);
      }
      direct.multiply(planes, upstream, rows * sizes.outW(), sums);
    }
  }

  /** Products with the matrix of patches. */
  private final class PatchProducts {
    private final int group;
    private final Patches patches = new Patches(block, dtype);
    private final MemorySegment planes;
    private final MemorySegment matrix;
    private final MemorySegment upstream;

    PatchProducts(Scratch scratch, int group) {
      this.group = group;
      planes = scratch.take(planeBytes());
      matrix = scratch.take(patches.bytes(block.rows()));
      upstream = scratch.take((long) sizes.out() * block.rows() * sizes.outW() * dtype.bytes());
    }

    void add(int n, int b, MemorySegment sums, long at) {
      int rows = block.rows(b);
      int pixels = rows * sizes.outW();
      loadPlanes(n, group, b, planes);
      patches.gather(planes, 0, rows, matrix);
      for (int o = 0; o < sizes.out(); o++) {
        int channel = group * sizes.out() + o;
        long to = (long) o * pixels;
        gradient.load(n, channel, block.start(b), 0, rows, sizes.outW(), upstream, to);
      }
      multiply(pixels, sums, at);
    }

    private void multiply(int pixels, MemorySegment sums, long at) {
      int taps = sizes.taps();
      runtime
          .gemm()
          .accept(
              new GemmProblem(
                  dtype,
                  1,
                  sizes.out(),
                  taps,
                  pixels,
                  new GemmMatrix(upstream, 0, 0, pixels, 1),
                  new GemmMatrix(matrix, 0, 0, 1, pixels),
                  new GemmMatrix(sums, at, 0, taps, 1),
                  true));
    }
  }
}
