package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Scratch;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A convolution with many channels as matrix products: the weights times the image's patches, which
 * are never stored but packed straight into the strips that the product's kernel reads. Where there
 * are few output channels, a strip is not used often enough to repay packing it.
 */
final class PatchProduct {
  /** Output channels from which on packing a strip costs less than reading it in place. */
  private static final int MANY_CHANNELS = 24;

  private static final int MANY_TAPS = 32;
  private static final int MANY_PIXELS = 32;

  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final DType dtype;
  private final int bytes;
  private final Planes output;
  private final PaddedImages images;

  PatchProduct(ConvRuntime runtime, ConvSizes sizes, DType dtype, Planes input, Planes output) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.dtype = dtype;
    this.bytes = dtype.bytes();
    this.output = output;
    this.images = new PaddedImages(runtime, sizes, bytes, input);
  }

  /** Whether this is the faster way; both give the same bits. */
  static boolean pays(ConvRuntime runtime, ConvSizes sizes, Planes output) {
    return runtime.kernels() != null
        && !sizes.empty()
        && output.dense()
        && sizes.out() >= MANY_CHANNELS
        && sizes.taps() >= MANY_TAPS
        && sizes.outH() * sizes.outW() >= MANY_PIXELS;
  }

  /** Computes the sums for weights (groups · out, taps). */
  void run(Dense weights, @Nullable View bias) {
    try (Scratch scratch = runtime.scratch().get()) {
      PaddedImages.Memory memory = images.memory(scratch);
      for (int from = 0; from < sizes.images(); from += images.atOnce()) {
        int count = Math.min(images.atOnce(), sizes.images() - from);
        images.load(memory, from, count);
        for (int group = 0; group < sizes.groups(); group++) {
          multiply(weights, memory, from, count, group);
        }
        if (bias != null) {
          addBias(bias, from, count);
        }
      }
    }
  }

  private void multiply(Dense weights, PaddedImages.Memory memory, int from, int count, int group) {
    long pixels = (long) sizes.outH() * sizes.outW();
    int channel = group * sizes.out();
    GemmMatrix a =
        new GemmMatrix(
            weights.memory(), weights.at() + (long) channel * sizes.taps(), 0, sizes.taps(), 1);
    GemmMatrix c =
        new GemmMatrix(
            output.memory(),
            output.at(from, channel, 0),
            output.imageStride(),
            output.channelStride(),
            1);
    runtime
        .gemm()
        .accept(
            new GemmProblem(
                dtype,
                count,
                sizes.out(),
                pixels,
                sizes.taps(),
                a,
                images.patches(memory, from, group),
                c,
                false));
  }

  private void addBias(View bias, int from, int count) {
    MemorySegment memory = CpuBuffer.of(bias);
    long pixels = (long) sizes.outH() * sizes.outW();
    int channels = sizes.groups() * sizes.out();
    runtime
        .parallel()
        .range(
            (long) count * channels,
            Math.max(1, (1 << 15) / pixels),
            (first, end) -> {
              for (long i = first; i < end; i++) {
                int channel = (int) (i % channels);
                long at = bias.layout().offset() + channel * bias.layout().stride(0);
                long to = output.at(from + (int) (i / channels), channel, 0);
                Sums.add(dtype, memory, at, 0, output.memory(), to, pixels);
              }
            });
  }
}
