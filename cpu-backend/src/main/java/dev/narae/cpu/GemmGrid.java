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

  /** Rows of a block at most; more make the reuse of a packed B no better. */
  private static final long MAX_ROWS = 768;

  /** Columns of a block at most: a panel of B this wide still lies in the second-level cache. */
  private static final long MAX_COLUMNS = 512;

  /** Operations that make it worth waking another thread: about ten microseconds. */
  private static final double WORTH_A_THREAD = 5e5;

  private static final int BLOCKS_PER_THREAD = 3;

  /** Jobs for a thread at most; more would only cost time to hand out. */
  private static final long JOBS_PER_THREAD = 32;

  /** Cuts so that each of {@code threads} threads finds a few blocks, if there is enough work. */
  static GemmGrid of(GemmProblem problem, int threads) {
    long rowBlocks = ceilDiv(problem.rows(), MAX_ROWS);
    long columnBlocks = ceilDiv(problem.columns(), MAX_COLUMNS);
    long blocks = (long) threads * BLOCKS_PER_THREAD;
    long wanted = threads == 1 ? 1 : Math.min(worth(problem), blocks);
    long have = problem.batch() * rowBlocks * columnBlocks;
    while (have < wanted) {
      double height = (double) problem.rows() / rowBlocks;
      double width = (double) problem.columns() / columnBlocks;
      if (height < 12 && width < 128) {
        break;
      }
      // Cutting the columns lets each block pack a part of B of its own.
      if (height >= 12 && (height * 2 >= width || width < 128)) {
        rowBlocks = Math.min(rowBlocks * 2, ceilDiv(problem.rows(), 6));
      } else {
        columnBlocks *= 2;
      }
      have = problem.batch() * rowBlocks * columnBlocks;
    }
    return new GemmGrid(problem, rowBlocks, columnBlocks);
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
    long row = start(problem.rows(), rowBlocks, rowIndex, 6);
    long rowEnd = start(problem.rows(), rowBlocks, rowIndex + 1, 6);
    long column = start(problem.columns(), columnBlocks, columnIndex, 64);
    long columnEnd = start(problem.columns(), columnBlocks, columnIndex + 1, 64);
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
