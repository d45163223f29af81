package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.DType;
import dev.narae.cpu.GemmEngine;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Products of packed weights with rows of planes, by kernels of kind TAPS: the rows of the product
 * in strips, its columns in tiles of whole vectors. Planes and results are a tile wider than what
 * counts, so that no kernel needs a mask.
 *
 * @param dtype F32 or F64
 * @param strips of the rows of the product
 * @param columns of a tile
 * @param first kernel of each strip that begins a sum
 * @param next kernel of each strip that adds to a sum
 */
record TapTiles(
    DType dtype, RowStrips strips, int columns, List<ConvKernel> first, List<ConvKernel> next) {

  /**
   * The tiles of a product, unless a kernel for them is not ready.
   *
   * @param rows of the product
   * @param accumulate whether even the first product is added to the result
   * @param depth of the product, over all
   */
  static Optional<TapTiles> find(
      ConvKernels kernels, DType dtype, int rows, int depth, boolean accumulate) {
    // Few rows leave registers for more columns.
    int vectors = rows * 4 <= kernels.accumulators() ? 4 : 2;
    RowStrips strips = RowStrips.of(rows, kernels.accumulators() / vectors);
    List<ConvKernel> first = new ArrayList<>();
    List<ConvKernel> next = new ArrayList<>();
    for (int s = 0; s < strips.count(); s++) {
      ConvForm form = new ConvForm(ConvForm.Kind.TAPS, dtype, strips.size(s), vectors, accumulate);
      addIfReady(kernels, form, first);
      addIfReady(kernels, depth > GemmEngine.SLAB ? form.adding() : form, next);
    }
    boolean ready = first.size() == strips.count() && next.size() == strips.count();
    int columns = vectors * kernels.lanes(dtype);
    return ready
        ? Optional.of(new TapTiles(dtype, strips, columns, first, next))
        : Optional.empty();
  }

  /** Asks for every kernel, even after one was missing, so that all get prepared. */
  private static void addIfReady(ConvKernels kernels, ConvForm form, List<ConvKernel> to) {
    ConvKernel kernel = kernels.find(form);
    if (kernel != null) {
      to.add(kernel);
    }
  }

  /** {@code extent} rounded up to whole tiles. */
  int padded(int extent) {
    return Math.ceilDiv(extent, columns) * columns;
  }

  /**
   * Computes one strip for all columns.
   *
   * @param weights packed: for each step, a number for each row of the strip
   * @param weightsAt position of the first, in elements
   * @param planesAt position in the planes of column 0, in elements
   * @param steps offset in the planes of each step, in bytes
   * @param width how many columns count
   * @param resultAt position in the result of the strip's first row, in elements
   * @param resultRow from a row of the result to the next, in elements
   */
  void multiply(
      int strip,
      MemorySegment weights,
      long weightsAt,
      MemorySegment planes,
      long planesAt,
      long[] steps,
      int width,
      MemorySegment result,
      long resultAt,
      long resultRow) {
    int bytes = dtype.bytes();
    int rows = strips.size(strip);
    // The sums are cut like those of matrix products, so that both give the same bits.
    for (int from = 0; from < steps.length; from += GemmEngine.SLAB) {
      int depth = Math.min(GemmEngine.SLAB, steps.length - from);
      ConvKernel kernel = (from == 0 ? first : next).get(strip);
      long a = (weightsAt + (long) from * rows) * bytes;
      for (int column = 0; column < width; column += columns) {
        kernel.multiply(
            weights,
            a,
            steps,
            0,
            planes,
            (planesAt + column) * bytes,
            0,
            steps,
            from,
            depth,
            result,
            (resultAt + column) * bytes,
            resultRow * bytes);
      }
    }
  }

  /** Whether all of {@code count} floating-point numbers are finite. */
  static boolean finite(DType dtype, MemorySegment memory, long at, long count) {
    return dtype == DType.F32 ? finiteFloats(memory, at, count) : finiteDoubles(memory, at, count);
  }

  private static boolean finiteFloats(MemorySegment memory, long at, long count) {
    int largest = 0;
    for (long i = 0; i < count; i++) {
      int bits = memory.get(JAVA_INT_UNALIGNED, (at + i) * Float.BYTES);
      largest = Math.max(largest, bits & Integer.MAX_VALUE);
    }
    return Float.isFinite(Float.intBitsToFloat(largest));
  }

  private static boolean finiteDoubles(MemorySegment memory, long at, long count) {
    long largest = 0;
    for (long i = 0; i < count; i++) {
      long bits = memory.get(JAVA_LONG_UNALIGNED, (at + i) * Double.BYTES);
      largest = Math.max(largest, bits & Long.MAX_VALUE);
    }
    return Double.isFinite(Double.longBitsToDouble(largest));
  }
}
