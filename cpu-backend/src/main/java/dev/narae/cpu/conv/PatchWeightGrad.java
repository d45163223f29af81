package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Scratch;

/**
 * The gradient for many weights as matrix products: for each image the upstream gradient times the
 * image's patches, turned. The images are added up in order.
 */
final class PatchWeightGrad {
  private static final int MANY_CHANNELS = 24;
  private static final int MANY_TAPS = 32;
  private static final int MANY_PIXELS = 32;

  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final DType dtype;
  private final int bytes;
  private final Planes gradient;
  private final PaddedImages images;

  PatchWeightGrad(ConvRuntime runtime, ConvSizes sizes, DType dtype, Planes x, Planes gradient) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.dtype = dtype;
    this.bytes = dtype.bytes();
    this.gradient = gradient;
    this.images = new PaddedImages(runtime, sizes, bytes, x);
  }

  /** Whether this is the fastest way; all give the same bits. */
  static boolean pays(ConvRuntime runtime, ConvSizes sizes, Planes gradient) {
    return runtime.kernels() != null
        && gradient.dense()
        && ConvWeightGrad.parts(sizes) == 1
        && sizes.out() >= MANY_CHANNELS
        && sizes.taps() >= MANY_TAPS
        && sizes.outH() * sizes.outW() >= MANY_PIXELS;
  }

  void run(Dense result, Scratch scratch) {
    long weights = (long) sizes.out() * sizes.taps();
    Cells.clear(result.memory(), result.at(), sizes.groups() * weights, bytes);
    PaddedImages.Memory memory = images.memory(scratch);
    for (int from = 0; from < sizes.images(); from += images.atOnce()) {
      int count = Math.min(images.atOnce(), sizes.images() - from);
      images.load(memory, from, count);
      for (int image = from; image < from + count; image++) {
        for (int group = 0; group < sizes.groups(); group++) {
          GemmMatrix c =
              new GemmMatrix(result.memory(), result.at() + group * weights, 0, sizes.taps(), 1);
          add(image, group, images.turnedPatches(memory, from, image, group), c);
        }
      }
    }
  }

  private void add(int image, int group, GemmMatrix patches, GemmMatrix c) {
    GemmMatrix a =
        new GemmMatrix(
            gradient.memory(),
            gradient.at(image, group * sizes.out(), 0),
            0,
            gradient.channelStride(),
            1);
    long pixels = (long) sizes.outH() * sizes.outW();
    runtime
        .gemm()
        .accept(new GemmProblem(dtype, 1, sizes.out(), sizes.taps(), pixels, a, patches, c, true));
  }
}
