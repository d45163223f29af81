package dev.narae.cpu.vector;

import dev.narae.cpu.GemmBlock;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One slab of one block, on one worker: packs the block of A, then each strip of B, and multiplies
 * the strip by all of A while it is in the first-level cache.
 */
final class GemmSlab {

  private final GemmVectorType type;
  private final GemmKernels kernels;
  private final GemmProblem problem;
  private final GemmMatrix a;
  private final GemmMatrix b;
  private final GemmMatrix c;
  private final GemmBlock block;
  private final GemmTiling tiling;
  private final long from;
  private final int depth;
  private final boolean add;
  private final GemmScratch.Slot scratch;
  private final GemmPackedStrips strips;
  private final int bytes;
  private final int lanes;
  private final long vectorBytes;

  /**
   * Prepares the slab.
   *
   * @param tiling how the block is cut
   * @param from first index of the slab along the depth
   * @param depth extent of the slab
   * @param add whether the sums are added to C
   */
  GemmSlab(
      GemmVectorType type,
      GemmKernels kernels,
      GemmProblem problem,
      GemmBlock block,
      GemmTiling tiling,
      long from,
      int depth,
      boolean add,
      GemmScratch.Slot scratch) {
    this.type = type;
    this.kernels = kernels;
    this.problem = problem;
    this.a = problem.a();
    this.b = problem.b();
    this.c = problem.c();
    this.block = block;
    this.tiling = tiling;
    this.from = from;
    this.depth = depth;
    this.add = add;
    this.scratch = scratch;
    this.strips = new GemmPackedStrips(type, problem, block, tiling, from, depth);
    this.bytes = type.elementBytes();
    this.lanes = type.species().length();
    this.vectorBytes = type.vectorBytes();
  }

  /** Computes the slab, with a B that lies in place or is packed strip by strip. */
  void multiply() {
    packA();
    GemmStrips vectors = tiling.vectors();
    if (tiling.inPlace()) {
      for (int s = 0; s < vectors.count(); s++) {
        strip(s, b.at(block.batch(), from, column(vectors.start(s))) * bytes);
      }
    } else {
      packAndMultiply(vectors);
    }
    if (tiling.tail() > 0) {
      strips.packTail(scratch.b());
      tailStrip(scratch.b());
    }
  }

  private void packAndMultiply(GemmStrips vectors) {
    int group = stripsAtOnce(vectors.largest());
    for (int first = 0; first < vectors.count(); first += group) {
      int end = Math.min(vectors.count(), first + group);
      strips.pack(first, end, scratch.b());
      for (int s = first; s < end; s++) {
        strip(s, scratch.b() + strips.offset(s, first));
      }
    }
  }

  /** Computes the slab with strips of B that lie packed at the given position. */
  void multiply(long packed) {
    packA();
    GemmStrips vectors = tiling.vectors();
    for (int s = 0; s < vectors.count(); s++) {
      strip(s, packed + strips.offset(s, 0));
    }
    if (tiling.tail() > 0) {
      tailStrip(packed + strips.offset(vectors.count(), 0));
    }
  }

  /** Computes the slab with strips of B that lie packed in ordinary memory. */
  void multiply(MemorySegment packed, long at) {
    packA();
    GemmStrips vectors = tiling.vectors();
    for (int s = 0; s < vectors.count(); s++) {
      strip(s, packed, at + strips.offset(s, 0), vectors.size(s) * vectorBytes);
    }
    if (tiling.tail() > 0) {
      long tail = at + depth * vectors.extent() * vectorBytes;
      MemorySegment.copy(packed, tail, GemmScratch.MEMORY, scratch.b(), depth * vectorBytes);
      tailStrip(scratch.b());
    }
  }

  private void packA() {
    if (tiling.columnsOfA()) {
      GemmStrips rows = tiling.rows();
      for (int i = 0; i < rows.count(); i++) {
        packColumnsOfA(block.row() + rows.start(i), rows.size(i), aPosition(rows, i));
      }
      return;
    }
    long at = a.at(block.batch(), block.row(), from) * bytes;
    long row = a.rowStride() * bytes;
    long rowBytes = GemmScratch.rowBytes(bytes);
    if (a.columnStride() == 1) {
      GemmPacking.rows(a.segment(), at, row, scratch.a(), rowBytes, block.rows(), depth * bytes);
    } else {
      GemmPacking.columns(
          a.segment(),
          at,
          row,
          a.columnStride() * bytes,
          scratch.a(),
          rowBytes,
          block.rows(),
          depth,
          bytes);
    }
  }

  /** Copies what lies beyond the strip too, where there is something: whole vectors are faster. */
  private void packColumnsOfA(long row, int height, long to) {
    int elements =
        row + GemmScratch.COLUMN_ELEMENTS <= problem.rows() ? GemmScratch.COLUMN_ELEMENTS : height;
    GemmPacking.rows(
        a.segment(),
        a.at(block.batch(), row, from) * bytes,
        a.columnStride() * bytes,
        to,
        (long) GemmScratch.COLUMN_ELEMENTS * bytes,
        depth,
        elements * bytes);
  }

  /** Where a strip of rows begins in the packed A. */
  private long aPosition(GemmStrips rows, int strip) {
    return scratch.a()
        + (tiling.columnsOfA()
            ? (long) strip * depth * GemmScratch.COLUMN_ELEMENTS * bytes
            : rows.start(strip) * GemmScratch.rowBytes(bytes));
  }

  /** How many strips of B are packed together, so that its rows are read in longer pieces. */
  private int stripsAtOnce(int width) {
    return (int) (GemmScratch.B_BYTES / ((long) depth * Math.max(1, width) * vectorBytes));
  }

  /** Whole vectors, which the kernels store into C themselves. */
  private void strip(int strip, long bAt) {
    strip(strip, b.segment(), bAt, b.rowStride() * bytes);
  }

  private void strip(int strip, MemorySegment segment, long bAt, long bRow) {
    int start = tiling.vectors().start(strip);
    int width = tiling.vectors().size(strip);
    long cRow = c.rowStride() * bytes;
    GemmStrips rows = tiling.rows(width);
    for (int i = 0; i < rows.count(); i++) {
      long cAt = c.at(block.batch(), block.row() + rows.start(i), column(start)) * bytes;
      kernels
          .ready(rows.size(i), width, tiling.inPlace(), tiling.columnsOfA())
          .multiply(aPosition(rows, i), segment, bAt, bRow, c.segment(), cAt, cRow, depth, add);
    }
  }

  /** The columns that do not fill a vector: tiles go to scratch memory, and from there to C. */
  private void tailStrip(long bAt) {
    GemmStrips rows = tiling.rows(1);
    for (int i = 0; i < rows.count(); i++) {
      kernels
          .ready(rows.size(i), 1, false, tiling.columnsOfA())
          .multiply(
              aPosition(rows, i),
              b.segment(),
              bAt,
              0,
              GemmScratch.MEMORY,
              scratch.tile(),
              vectorBytes,
              depth,
              false);
      storeTail(block.row() + rows.start(i), rows.size(i));
    }
  }

  private void storeTail(long row, int height) {
    long from = scratch.tile();
    for (int i = 0; i < height; i++) {
      long to = c.at(block.batch(), row + i, column(tiling.vectors().extent())) * bytes;
      for (int j = 0; j < tiling.tail(); j++) {
        long at = from + i * vectorBytes + (long) j * bytes;
        if (type.isFloat()) {
          store(to + (long) j * bytes, GemmScratch.MEMORY.get(ValueLayout.JAVA_FLOAT, at));
        } else {
          store(to + (long) j * bytes, GemmScratch.MEMORY.get(ValueLayout.JAVA_DOUBLE, at));
        }
      }
    }
  }

  private void store(long at, float sum) {
    // Adding to -0 keeps every sum as it is, a zero's sign included.
    float before = add ? c.segment().get(ValueLayout.JAVA_FLOAT_UNALIGNED, at) : -0f;
    c.segment().set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, before + sum);
  }

  private void store(long at, double sum) {
    double before = add ? c.segment().get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at) : -0d;
    c.segment().set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, before + sum);
  }

  private long column(int startVector) {
    return block.column() + (long) startVector * lanes;
  }
}
