package dev.narae.cpu;

import dev.narae.DType;

/**
 * A batch of matrix products {@code C = A * B} or {@code C += A * B}.
 *
 * @param dtype F32, F64, I32 or I64, the type of all three
 * @param batch number of products
 * @param rows rows of A and C
 * @param columns columns of B and C
 * @param depth columns of A and rows of B
 * @param a (batch, rows, depth)
 * @param b (batch, depth, columns); the only one that may have a table
 * @param c (batch, rows, columns), overlapping neither A nor B nor itself
 * @param add whether the products are added to C instead of replacing it
 * @param slab depth of the slabs in which products are summed, 1 to {@link GemmEngine#SLAB}: the
 *     lower, the smaller is the rounding error of a sum
 */
public record GemmProblem(
    DType dtype,
    long batch,
    long rows,
    long columns,
    long depth,
    GemmMatrix a,
    GemmMatrix b,
    GemmMatrix c,
    boolean add,
    int slab) {

  /**
   * From a row of B to the next, up to which packing B does not repay: a slab's rows then have
   * places of their own in the second cache, whatever their distance.
   */
  private static final int NEAR_BYTES = 4096;

  /** Products that are summed in slabs of the usual depth. */
  public GemmProblem(
      DType dtype,
      long batch,
      long rows,
      long columns,
      long depth,
      GemmMatrix a,
      GemmMatrix b,
      GemmMatrix c,
      boolean add) {
    this(dtype, batch, rows, columns, depth, a, b, c, add, GemmEngine.SLAB);
  }

  /** Whether B is best read where it lies, row by row. */
  public boolean rowsOfBNear() {
    return b.columnStride() == 1
        && b.table() == null
        && Math.abs(b.rowStride()) * dtype.bytes() <= NEAR_BYTES;
  }

  /** Floating-point or integer operations, counting a multiplication and an addition as two. */
  double operations() {
    return 2.0 * batch * rows * columns * depth;
  }

  /** The same products as fewer or better placed matrices, for kernels that write rows of C. */
  GemmProblem simplified() {
    if (b.table() != null) {
      return this;
    }
    GemmProblem normal =
        new GemmProblem(
            dtype,
            batch,
            rows,
            columns,
            depth,
            a.normalized(rows, depth),
            b.normalized(depth, columns),
            c.normalized(rows, columns),
            add,
            slab);
    return normal.withRowsOfC().withBatchAsRows();
  }

  /**
   * Uses that the transpose of A * B is Bᵀ * Aᵀ where the columns of C are dense, a single column
   * included: kernels fill vectors along the rows of C.
   */
  private GemmProblem withRowsOfC() {
    boolean columnsOfCDense = c.rowStride() == 1 && c.columnStride() != 1;
    boolean oneDenseColumn = columns == 1 && rows > 1 && c.rowStride() == 1;
    if (!columnsOfCDense && !oneDenseColumn) {
      return this;
    }
    return new GemmProblem(
        dtype,
        batch,
        /* rows= */ columns,
        /* columns= */ rows,
        depth,
        b.transposed(),
        a.transposed(),
        c.transposed().normalized(/* rows= */ columns, /* columns= */ rows),
        add,
        slab);
  }

  /** A batch that shares one B, with matrices of A and C one below the other, is one product. */
  private GemmProblem withBatchAsRows() {
    boolean stacked =
        batch > 1
            && b.batchStride() == 0
            && follows(a.batchStride(), a.rowStride())
            && follows(c.batchStride(), c.rowStride());
    if (!stacked) {
      return this;
    }
    long aRow = rows == 1 ? a.batchStride() : a.rowStride();
    long cRow = rows == 1 ? c.batchStride() : c.rowStride();
    return new GemmProblem(
        dtype,
        1,
        batch * rows,
        columns,
        depth,
        new GemmMatrix(a.segment(), a.offset(), 0, aRow, a.columnStride()),
        b,
        new GemmMatrix(c.segment(), c.offset(), 0, cRow, c.columnStride()),
        add,
        slab);
  }

  private boolean follows(long batchStride, long rowStride) {
    return rows == 1 || batchStride == rows * rowStride;
  }
}
