package dev.narae.cpu;

/**
 * How the batch of C is cut into blocks. An element is computed by the same operations in the same
 * order whatever block it falls into, so the cut may look at the number of threads and results stay
 * the same.
 *
 * @param problem what is cut
 * @param rowBlocks number of blocks along the rows of a C
 * @param columnBlocks number of blocks along the columns of a C
 */
record GemmGrid(GemmProblem problem, long rowBlocks, long columnBlocks) {

  /** Bytes of a block's column of A at most: a slab this high still lies in the second cache. */
  private static final long MAX_ROW_BYTES = 768;

  /** Columns of a block at most, so that they can be counted. */
  private static final long MAX_COLUMNS = 1 << 20;

  /** Below this height or width, tiles no longer fill the registers. */
  private static final long MIN_ROWS = 8;

  private static final long MIN_COLUMNS = 32;

  /** Operations that make it worth waking another thread: some microseconds. */
  private static final double WORTH_A_THREAD = 2.5e5;

  /** Operations of a block that a thread may be late by, where there are many. */
  private static final double SMALL_BLOCK = 4e6;

  private static final int MOST_BLOCKS_PER_THREAD = 4;

  /** Jobs for a thread at most; more would only cost time to hand out. */
  private static final long JOBS_PER_THREAD = 32;

  /** Cuts so that each of {@code threads} threads gets the same, if there is enough work. */
  static GemmGrid of(GemmProblem problem, int threads) {
    long rowBlocks = ceilDiv(problem.rows(), MAX_ROW_BYTES / problem.dtype().bytes());
    long columnBlocks = ceilDiv(problem.columns(), MAX_COLUMNS);
    GemmGrid whole = new GemmGrid(problem, rowBlocks, columnBlocks);
    long wanted = wanted(problem, threads);
    if (whole.blocks() >= wanted * MOST_BLOCKS_PER_THREAD || wanted == 1) {
      return whole;
    }
    // As many blocks as fit the threads: one more, and all but one thread would wait for it.
    long evenRows =
        problem.batch() == 1 && rowBlocks > 1 ? multiple(rowBlocks, threads) : rowBlocks;
    GemmGrid even = new GemmGrid(problem, evenRows, columnBlocks);
    long parts = ceilDiv(wanted, even.blocks());
    return parts == 1 ? even : even.cut(parts);
  }

  /** The cheaper way to cut each block into so many parts. */
  private GemmGrid cut(long parts) {
    GemmGrid byRows = new GemmGrid(problem, rowBlocks * parts, columnBlocks);
    GemmGrid byColumns = new GemmGrid(problem, rowBlocks, columnBlocks * parts);
    boolean rowsFit = problem.rows() >= byRows.rowBlocks * MIN_ROWS;
    boolean columnsFit = problem.columns() >= byColumns.columnBlocks * MIN_COLUMNS;
    if (rowsFit && columnsFit) {
      return byRows.packing() < byColumns.packing() ? byRows : byColumns;
    }
    if (rowsFit || columnsFit) {
      return rowsFit ? byRows : byColumns;
    }
    return parts > 2 ? cut(parts / 2) : this;
  }

  /** What it costs to pack A and B, which each block does for itself, in copied elements. */
  private double packing() {
    double a =
        (double) columnBlocks * (double) problem.rows() * packing(problem.a().columnStride() == 1);
    double b =
        problem.rowsOfBNear()
            ? 0
            : (double) rowBlocks
                * (double) problem.columns()
                * packing(problem.b().columnStride() == 1 || problem.b().table() != null);
    return a + b;
  }

  /** What it costs to copy an element along rows, or across them. */
  private static int packing(boolean dense) {
    return dense ? 1 : 4;
  }

  private static long wanted(GemmProblem problem, int threads) {
    if (threads == 1) {
      return 1;
    }
    long perThread = (long) (problem.operations() / threads / SMALL_BLOCK);
    long blocks = (long) threads * Math.clamp(perThread, 1, MOST_BLOCKS_PER_THREAD);
    return Math.clamp(worth(problem), 1, blocks);
  }

  private static long multiple(long count, long of) {
    return ceilDiv(count, of) * of;
  }

  /** Number of blocks. */
  long blocks() {
    return problem.batch() * rowBlocks * columnBlocks;
  }

  /** Into how many jobs, each a range of blocks, the work is best split. */
  int jobs(int threads) {
    long most = Math.min(blocks(), threads * JOBS_PER_THREAD);
    return (int) Math.clamp(worth(problem), 1, Math.max(1, most));
  }

  private static long worth(GemmProblem problem) {
    return (long) (problem.operations() / WORTH_A_THREAD);
  }

  /** The block with the given index; the blocks of one C follow each other. */
  GemmBlock block(long index) {
    long columnIndex = index % columnBlocks;
    long rowIndex = index / columnBlocks % rowBlocks;
    long batch = index / columnBlocks / rowBlocks;
    long row = start(problem.rows(), rowBlocks, rowIndex, 1);
    long rowEnd = start(problem.rows(), rowBlocks, rowIndex + 1, 1);
    long tile = problem.columns() / columnBlocks < 256 ? 16 : 64;
    long column = start(problem.columns(), columnBlocks, columnIndex, tile);
    long columnEnd = start(problem.columns(), columnBlocks, columnIndex + 1, tile);
    return new GemmBlock(batch, row, (int) (rowEnd - row), column, (int) (columnEnd - column));
  }

  /** Where a part begins when {@code extent} is cut into equal parts of whole tiles. */
  private static long start(long extent, long parts, long index, long tile) {
    return Math.min(extent, ceilDiv(extent, tile) * index / parts * tile);
  }

  private static long ceilDiv(long x, long y) {
    return Math.ceilDiv(x, y);
  }
}
