package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Scratch;
import dev.narae.spi.FusedOp.Conv2d;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A convolution: blocks of output rows, each the product of the weights and its patches. */
public final class ConvForward {
  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final ConvBlock block;
  private final DType dtype;
  private final Planes input;
  private final Planes output;
  private final List<View> inputs;

  private ConvForward(ConvRuntime runtime, Conv2d op, List<View> inputs, View out) {
    View x = inputs.get(0);
    this.runtime = runtime;
    this.sizes = ConvSizes.of(op.window(), op.groups(), x.shape(), inputs.get(1).shape());
    this.dtype = x.dtype();
    this.block = ConvBlock.ofRows(sizes, BlockRows.of(sizes, dtype));
    this.input = new Planes(x);
    this.output = new Planes(out);
    this.inputs = inputs;
  }

  /** Computes {@code op}; see there for the shapes. */
  public static void run(ConvRuntime runtime, Conv2d op, List<View> inputs, View out) {
    if (out.shape().size() > 0) {
      new ConvForward(runtime, op, inputs, out).run();
    }
  }

  private void run() {
    try (Scratch scratch = runtime.scratch().get()) {
      Dense weights = Dense.of(inputs.get(1), scratch);
      DirectForward direct = DirectForward.prepare(runtime, block, dtype, weights, scratch);
      int perImage = sizes.groups() * block.count();
      runtime
          .parallel()
          .run(
              sizes.images() * perImage,
              i -> {
                int inImage = i % perImage;
                new Item(i / perImage, inImage / block.count(), inImage % block.count())
                    .run(weights, direct);
              });
    }
  }

  /** A block of output rows of one group of one image. */
  private final class Item {
    private final int image;
    private final int group;
    private final int index;
    private final int rows;
    private final int pixels;

    Item(int image, int group, int index) {
      this.image = image;
      this.group = group;
      this.index = index;
      this.rows = block.rows(index);
      this.pixels = rows * sizes.outW();
    }

    void run(Dense weights, @Nullable DirectForward direct) {
      int row = direct == null ? pixels : direct.resultRow(rows);
      int slack = direct == null ? 0 : direct.slack();
      try (Scratch scratch = runtime.scratch().get()) {
        MemorySegment result = scratch.take((long) sizes.out() * row * dtype.bytes());
        MemorySegment planes = scratch.take((sizes.in() * block.plane() + slack) * dtype.bytes());
        loadPlanes(planes);
        if (direct == null) {
          Patches patches = new Patches(block, dtype);
          MemorySegment matrix = scratch.take(patches.bytes(rows));
          patches.gather(planes, 0, rows, matrix);
          multiply(weights, matrix, result);
        } else {
          direct.multiply(group, planes, rows, result);
        }
        store(result, row, direct == null ? sizes.outW() : block.pitch());
      }
    }

    private void loadPlanes(MemorySegment planes) {
      for (int c = 0; c < sizes.in(); c++) {
        input.load(
            image,
            group * sizes.in() + c,
            block.top(index),
            -sizes.window().padW(),
            block.height(),
            block.pitch(),
            planes,
            c * block.plane());
      }
    }

    private void multiply(Dense weights, MemorySegment patches, MemorySegment result) {
      int taps = sizes.taps();
      long first = weights.at() + (long) group * sizes.out() * taps;
      runtime
          .gemm()
          .accept(
              new GemmProblem(
                  dtype,
                  1,
                  sizes.out(),
                  pixels,
                  taps,
                  new GemmMatrix(weights.memory(), first, 0, taps, 1),
                  new GemmMatrix(patches, 0, 0, pixels, 1),
                  new GemmMatrix(result, 0, 0, pixels, 1),
                  false));
    }

    /** Adds the bias and copies the result, whose output rows lie {@code pitch} apart. */
    private void store(MemorySegment result, int row, int pitch) {
      for (int o = 0; o < sizes.out(); o++) {
        int channel = group * sizes.out() + o;
        long at = (long) o * row;
        if (inputs.size() > 2) {
          View bias = inputs.get(2);
          long biasAt = bias.layout().offset() + channel * bias.layout().stride(0);
          Sums.addOne(dtype, CpuBuffer.of(bias), biasAt, result, at, row);
        }
        output.store(result, at, pitch, image, channel, block.start(index), rows);
      }
    }
  }
}
