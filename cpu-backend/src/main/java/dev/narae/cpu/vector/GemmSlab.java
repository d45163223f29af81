package dev.narae.cpu.vector;

import dev.narae.cpu.GemmBlock;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmProblem;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One slab of one block, on one worker: packs what has to be packed and walks over the tiles. */
final class GemmSlab {

  private final GemmVectorType type;
  private final GemmKernels kernels;
  private final GemmMatrix a;
  private final GemmMatrix b;
  private final GemmMatrix c;
  private final GemmBlock block;
  private final long from;
  private final int depth;
  private final boolean add;
  private final boolean packed;
  private final boolean packA;
  private final boolean packB;
  private final GemmStrips rowStrips;
  private final GemmStrips vectors;
  private final int tail;
  private final GemmPanels scratch;
  private final int bytes;
  private final int lanes;

  /**
   * Prepares the slab.
   *
   * @param packed whether to pack B, and A too where its rows are not dense; without it B is still
   *     packed where its rows are not dense
   * @param rowStrips the strips of the block's rows
   * @param vectors the strips of the whole vectors in a row of C
   * @param tail the elements of a row of C past its whole vectors
   */
  GemmSlab(
      GemmVectorType type,
      GemmKernels kernels,
      GemmProblem problem,
      GemmBlock block,
      long from,
      int depth,
      boolean add,
      boolean packed,
      GemmStrips rowStrips,
      GemmStrips vectors,
      int tail,
      GemmPanels scratch) {
    this.type = type;
    this.kernels = kernels;
    this.a = problem.a();
    this.b = problem.b();
    this.c = problem.c();
    this.block = block;
    this.from = from;
    this.depth = depth;
    this.add = add;
    this.packed = packed;
    this.packA = packed && a.columnStride() != 1;
    this.packB = packed || b.columnStride() != 1;
    this.rowStrips = rowStrips;
    this.vectors = vectors;
    this.tail = tail;
    this.scratch = scratch;
    this.bytes = type.elementBytes();
    this.lanes = type.species().length();
  }

  /** Computes the block in strips of rows. */
  void multiply() {
    packB();
    for (int i = 0; i < rowStrips.count(); i++) {
      rowStrip(block.row() + rowStrips.start(i), rowStrips.size(i));
    }
  }

  private void packB() {
    for (int s = 0; packB && s < vectors.count(); s++) {
      int width = vectors.size(s);
      if (b.columnStride() == 1) {
        copyStrip(vectors.start(s), width);
      } else {
        transposeStrip(vectors.start(s), width, width * lanes);
      }
    }
    if (tail > 0) {
      transposeStrip(vectors.extent(), 1, tail);
    }
  }

  private void copyStrip(int start, int width) {
    kernels
        .ready(rowStrips.largest(), width, packed)
        .pack(
            b.segment(),
            b.at(block.batch(), from, column(start)) * bytes,
            b.rowStride() * bytes,
            scratch.b(),
            packedAt(start),
            depth);
  }

  private void transposeStrip(int start, int width, int columns) {
    transpose(
        b.segment(),
        b.at(block.batch(), from, column(start)),
        b.rowStride(),
        b.columnStride(),
        scratch.b(),
        packedAt(start),
        width * type.vectorBytes(),
        depth,
        columns);
  }

  /** Copies a matrix of any strides, counted in elements, to rows whose elements are dense. */
  private void transpose(
      MemorySegment source,
      long at,
      long row,
      long column,
      MemorySegment target,
      long start,
      long targetRow,
      int rows,
      int columns) {
    if (bytes == Float.BYTES) {
      GemmPanels.transpose4(
          source, at * 4, row * 4, column * 4, target, start, targetRow, rows, columns);
    } else {
      GemmPanels.transpose8(
          source, at * 8, row * 8, column * 8, target, start, targetRow, rows, columns);
    }
  }

  private void rowStrip(long row, int height) {
    if (packA) {
      long at = a.at(block.batch(), row, from);
      transpose(
          a.segment(),
          at,
          a.rowStride(),
          a.columnStride(),
          scratch.a(),
          0,
          (long) depth * bytes,
          height,
          depth);
    }
    for (int s = 0; s < vectors.count(); s++) {
      int start = vectors.start(s);
      long cAt = c.at(block.batch(), row, column(start)) * bytes;
      long cRow = c.rowStride() * bytes;
      GemmKernel kernel = kernels.ready(height, vectors.size(s), packed);
      if (add) {
        scratchTile(kernel, row, start, vectors.size(s), packB);
        kernel.add(scratch.tile(), c.segment(), cAt, cRow);
      } else {
        tile(kernel, row, start, vectors.size(s), packB, c.segment(), cAt, cRow);
      }
    }
    if (tail > 0) {
      GemmKernel kernel = kernels.ready(height, 1, packed);
      scratchTile(kernel, row, vectors.extent(), 1, true);
      storeTail(row, height);
    }
  }

  /** Multiplies into scratch memory, where the rows of the tile follow each other. */
  private void scratchTile(GemmKernel kernel, long row, int start, int width, boolean fromPanel) {
    tile(kernel, row, start, width, fromPanel, scratch.tile(), 0, width * type.vectorBytes());
  }

  private void tile(
      GemmKernel kernel,
      long row,
      int start,
      int width,
      boolean fromPanel,
      MemorySegment target,
      long at,
      long rowOfC) {
    kernel.multiply(
        packA ? scratch.a() : a.segment(),
        packA ? 0 : a.at(block.batch(), row, from) * bytes,
        (packA ? depth : a.rowStride()) * bytes,
        a.columnStride() * bytes,
        fromPanel ? scratch.b() : b.segment(),
        fromPanel ? packedAt(start) : b.at(block.batch(), from, column(start)) * bytes,
        fromPanel ? width * type.vectorBytes() : b.rowStride() * bytes,
        target,
        at,
        rowOfC,
        depth);
  }

  /** Moves the elements that do not fill a vector from the scratch tile to C. */
  private void storeTail(long row, int height) {
    MemorySegment tile = scratch.tile();
    for (int i = 0; i < height; i++) {
      long to = c.at(block.batch(), row + i, column(vectors.extent())) * bytes;
      for (int j = 0; j < tail; j++) {
        long at = i * type.vectorBytes() + (long) j * bytes;
        if (bytes == Float.BYTES) {
          store(to + (long) j * bytes, tile.get(ValueLayout.JAVA_FLOAT, at));
        } else {
          store(to + (long) j * bytes, tile.get(ValueLayout.JAVA_DOUBLE, at));
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

  /** Where the strip of the packed B that begins at the given vector lies. */
  private long packedAt(int startVector) {
    return (long) depth * startVector * type.vectorBytes();
  }
}
