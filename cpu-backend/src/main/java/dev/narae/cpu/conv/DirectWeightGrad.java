package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution for its weight straight from the padded planes, for any stride.
 * Vectors run across output channels: the upstream gradient is transposed to (pixels, channels),
 * and each element of the planes is multiplied with whole rows of it.
 */
final class DirectWeightGrad {
  private static final int MAX_ROWS = 12;

  private final ConvBlock block;
  private final DType dtype;
  private final int lanes;
  private final RowStrips vectors;
  private final RowStrips taps;
  private final List<ConvKernel> kernels = new ArrayList<>();
  private final long[] rowTable;
  private final long[] pixelTable;

  private DirectWeightGrad(
      ConvBlock block, DType dtype, int lanes, RowStrips vectors, RowStrips taps) {
    this.block = block;
    this.dtype = dtype;
    this.lanes = lanes;
    this.vectors = vectors;
    this.taps = taps;
    this.rowTable = new long[block.sizes().taps()];
    for (int k = 0; k < rowTable.length; k++) {
      rowTable[k] = block.tap(k) * dtype.bytes();
    }
    int width = block.sizes().outW();
    this.pixelTable = new long[block.rows() * width];
    for (int p = 0; p < pixelTable.length; p++) {
      long column = (long) (p % width) * block.sizes().window().strideW();
      pixelTable[p] = (block.row(p / width) + column) * dtype.bytes();
    }
  }

  /** The kernels; null if the gradient has to go by patches. */
  static @Nullable DirectWeightGrad prepare(ConvRuntime runtime, ConvBlock block, DType dtype) {
    ConvKernels kernels = runtime.kernels();
    ConvSizes sizes = block.sizes();
    if (kernels == null || sizes.empty()) {
      return null;
    }
    int lanes = kernels.lanes(dtype);
    RowStrips vectors = RowStrips.of(Math.ceilDiv(sizes.out(), lanes), 2);
    RowStrips taps = RowStrips.of(sizes.taps(), Math.min(MAX_ROWS, kernels.accumulators() / 2));
    DirectWeightGrad direct = new DirectWeightGrad(block, dtype, lanes, vectors, taps);
    return direct.findKernels(kernels) ? direct : null;
  }

  /** Finds the kernels, tap strips within vector strips; asks for all even if one is missing. */
  private boolean findKernels(ConvKernels available) {
    for (int v = 0; v < vectors.count(); v++) {
      for (int t = 0; t < taps.count(); t++) {
        ConvForm form =
            new ConvForm(ConvForm.Kind.PIXELS, dtype, taps.size(t), vectors.size(v), true);
        ConvKernel kernel = available.find(form);
        if (kernel != null) {
          kernels.add(kernel);
        }
      }
    }
    return kernels.size() == vectors.count() * taps.count();
  }

  /** Output channels, rounded up to whole vectors. */
  private int channels() {
    return vectors.extent() * lanes;
  }

  /** Room for the transposed gradient of a block; the channels that do not exist stay zero. */
  MemorySegment upstream(Scratch scratch) {
    return scratch.zeros((long) pixelTable.length * channels() * dtype.bytes());
  }

  /** Sums, transposed to (taps, channels), all zero. */
  MemorySegment sums(Scratch scratch) {
    return scratch.zeros((long) rowTable.length * channels() * dtype.bytes());
  }

  /** Copies the gradient of output channel {@code o} of a block. */
  void load(
      Planes gradient, int image, int channel, int o, int row, int rows, MemorySegment upstream) {
    gradient.spread(image, channel, row, rows, upstream, o, channels());
  }

  /** Adds the products of a block of {@code pixels} pixels to the sums. */
  void multiply(MemorySegment planes, MemorySegment upstream, int pixels, MemorySegment sums) {
    int bytes = dtype.bytes();
    long rowBytes = (long) channels() * bytes;
    // The sums are cut like those of matrix products, so that both give the same bits.
    for (int from = 0; from < pixels; from += GemmEngine.SLAB) {
      int depth = Math.min(GemmEngine.SLAB, pixels - from);
      for (int v = 0; v < vectors.count(); v++) {
        long column = (long) vectors.start(v) * lanes * bytes;
        for (int t = 0; t < taps.count(); t++) {
          kernels
              .get(v * taps.count() + t)
              .multiply(
                  planes,
                  0,
                  rowTable,
                  taps.start(t),
                  upstream,
                  from * rowBytes + column,
                  rowBytes,
                  pixelTable,
                  from,
                  depth,
                  sums,
                  taps.start(t) * rowBytes + column,
                  rowBytes);
        }
      }
    }
  }

  /** Writes the sums as (out channels, taps). */
  void store(MemorySegment sums, MemorySegment to, long toAt) {
    int count = rowTable.length;
    for (int o = 0; o < block.sizes().out(); o++) {
      Cells.copy(sums, o, channels(), to, toAt + (long) o * count, 1, count, dtype.bytes());
    }
  }
}
