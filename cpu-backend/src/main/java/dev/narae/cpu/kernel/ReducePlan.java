package dev.narae.cpu.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * How a reduction walks through its domain. It depends on shapes and strides only, never on the
 * number of threads.
 *
 * <p>The loop that reads most densely runs along a strip of accumulators. If that loop is kept, the
 * strip holds results for several columns. If it is itself reduced, the strip holds partial results
 * that are folded at the end. The other reduced loops add rows to the strip; all other kept loops,
 * and the strips of a long kept loop, make separate items.
 */
final class ReducePlan {
  /** Accumulators of a kept loop that stay in the first-level cache. */
  static final int MAX_WIDTH = 1024;

  /** Accumulators for a reduced loop: more than enough to hide the latency of an addition. */
  private static final int FOLD_WIDTH = 256;

  /** Rows that are added up one by one in the kernel's dtype. */
  static final int CHUNK_ROWS = 16;

  /**
   * Sums of so many rows each that are added up in that dtype before they are joined in a wider.
   */
  static final int GATHERED_STRIPS = 16;

  static final int SHORTEST_STRIP = 32;
  private static final long BLOCK_WORK = 1 << 18;
  private static final int ACCESS_COST = 5;

  /** So many accumulators in a strip at least, if there are several strips. */
  private static final int NARROWEST_STRIP = 256;

  private static final int STRIP_ALIGNMENT = 64;

  /** Rows worth a part: what parts gave is joined by one thread, and in a wider type. */
  private static final int PART_ROWS = 512;

  /** More blocks than any machine has threads would only cost time. */
  private static final int MAX_BLOCKS = 64;

  private final boolean keptColumns;
  private final List<Integer> keptLoops = new ArrayList<>();
  private final List<Integer> reducedLoops = new ArrayList<>();
  private final int rowLoop;
  private final int width;
  private final long columns;
  private final long rows;
  private final int tail;
  private final long items;
  private final long repeats;
  private long itemsPerBlock;
  private int partsPerItem;

  ReducePlan(Nest nest) {
    int out = nest.operands() - 1;
    int column = nest.densestLoop(out, SHORTEST_STRIP);
    nest.setColumnLoop(column);
    this.keptColumns = isKept(nest, column);
    for (int i = 0; i < nest.depth(); i++) {
      if (i != column) {
        (isKept(nest, i) ? keptLoops : reducedLoops).add(i);
      }
    }
    this.columns = nest.extent(column);
    boolean rowsElsewhere = keptColumns || columns <= MAX_WIDTH;
    if (rowsElsewhere && !reducedLoops.isEmpty()) {
      this.rowLoop = reducedLoops.removeLast();
      this.rows = nest.extent(rowLoop);
      this.width = keptColumns ? stripWidth(columns, rows) : (int) columns;
      this.tail = 0;
    } else {
      this.rowLoop = -1;
      this.width = (int) Math.min(columns, keptColumns ? MAX_WIDTH : FOLD_WIDTH);
      this.rows = keptColumns ? 1 : columns / width;
      this.tail = keptColumns ? 0 : (int) (columns % width);
    }
    this.items = product(nest, keptLoops) * (keptColumns ? -Math.floorDiv(-columns, width) : 1);
    this.repeats = product(nest, reducedLoops);
  }

  /** Columns of a strip: if rows are few, there are at least two strips for as many threads. */
  private static int stripWidth(long columns, long rows) {
    boolean fewRows = rows <= CHUNK_ROWS * GATHERED_STRIPS;
    boolean isWorth = fewRows && rows * columns * (1 + ACCESS_COST) > BLOCK_WORK;
    long atMost = isWorth && columns >= 2 * NARROWEST_STRIP ? Math.ceilDiv(columns, 2) : columns;
    return (int)
        Math.min(
            Math.ceilDiv(atMost, STRIP_ALIGNMENT) * STRIP_ALIGNMENT, Math.min(columns, MAX_WIDTH));
  }

  private static boolean isKept(Nest nest, int loop) {
    return nest.extent(loop) == 1 || nest.steps(loop)[nest.operands() - 1] != 0;
  }

  private static long product(Nest nest, List<Integer> loops) {
    return loops.stream().mapToLong(nest::extent).reduce(1, (a, b) -> a * b);
  }

  /** Decides on blocks for a kernel of a cost: items together, or parts of an item. */
  void divide(int cost) {
    long itemWork = repeats * (rows * width + tail) * (cost + ACCESS_COST);
    itemsPerBlock = Math.clamp(BLOCK_WORK / itemWork, 1, items);
    long parts = items < MAX_BLOCKS ? Math.clamp(itemWork / BLOCK_WORK, 1, MAX_BLOCKS) : 1;
    long most = keptColumns ? repeats * rows / PART_ROWS : chunks();
    partsPerItem = (int) Math.clamp(parts, 1, Math.max(1, most));
  }

  /** Whether accumulators are results for columns, and not parts of one result. */
  boolean keptColumns() {
    return keptColumns;
  }

  /** The loop along which rows follow each other; -1 if they are parts of the column loop. */
  int rowLoop() {
    return rowLoop;
  }

  /** The kept loops beside the column loop. */
  List<Integer> keptLoops() {
    return keptLoops;
  }

  /** The reduced loops beside column and row loop. */
  List<Integer> reducedLoops() {
    return reducedLoops;
  }

  /** The number of accumulators. */
  int width() {
    return width;
  }

  /** The extent of the column loop. */
  long columns() {
    return columns;
  }

  /** The number of rows that follow each other. */
  long rows() {
    return rows;
  }

  /** The columns left over after the last whole row. */
  int tail() {
    return tail;
  }

  /** The strips that a kept column loop is cut into. */
  long strips() {
    return keptColumns ? -Math.floorDiv(-columns, width) : 1;
  }

  long items() {
    return items;
  }

  long itemsPerBlock() {
    return itemsPerBlock;
  }

  int partsPerItem() {
    return partsPerItem;
  }

  /** The number of blocks, which may run in any order and at once. */
  int blocks() {
    long blocks = partsPerItem > 1 ? items * partsPerItem : -Math.floorDiv(-items, itemsPerBlock);
    return Math.toIntExact(blocks);
  }

  /** The pieces of at most {@link #CHUNK_ROWS} rows between two steps of the reduced loops. */
  long chunksPerRepeat() {
    return -Math.floorDiv(-rows, CHUNK_ROWS) + (tail > 0 ? 1 : 0);
  }

  /** All pieces of an item. */
  long chunks() {
    return repeats * chunksPerRepeat();
  }
}
