package dev.narae.cpu.kernel;

import java.lang.foreign.MemorySegment;

/**
 * One call of a kernel, cut into tasks: some columns of some rows at one position of the other
 * loops. Several small tasks make a block.
 */
final class MapJob {
  /** Steps in a block: enough to be worth another thread, few enough to stay in its cache. */
  private static final long BLOCK_WORK = 1 << 18;

  /** Reading and writing an element is work, too. */
  private static final int ACCESS_COST = 5;

  /** Blocks begin at multiples of this, so that none but the last ends inside a vector. */
  private static final int COLUMN_ALIGNMENT = 64;

  private final Nest nest;
  private final ElementLoop loop;
  private final long[] scalars;
  private final MemorySegment[] segments;
  private final long[] starts;
  private final long[] columnSteps;
  private final long[] rowSteps;
  private final int rowLoop;
  private final long rows;
  private final long columns;
  private final long taskRows;
  private final long taskColumns;
  private final long rowTasks;
  private final long columnTasks;
  private final long tasks;
  private final int blocks;

  MapJob(Nest nest, KernelForm form, long[] scalars) {
    this.nest = nest;
    this.loop = form.loop();
    this.scalars = scalars;
    this.segments = nest.segments();
    this.starts = nest.starts();
    int columnLoop = nest.columnLoop();
    this.rowLoop = nest.depth() == 1 ? -1 : lastBut(nest, columnLoop);
    this.columnSteps = nest.steps(columnLoop);
    this.rowSteps = rowLoop < 0 ? new long[columnSteps.length] : nest.steps(rowLoop);
    this.columns = nest.extent(columnLoop);
    this.rows = rowLoop < 0 ? 1 : nest.extent(rowLoop);
    long grain = Math.max(COLUMN_ALIGNMENT, BLOCK_WORK / (form.cost() + ACCESS_COST));
    this.taskColumns =
        even(columns, Math.min(columns, grain & -COLUMN_ALIGNMENT), COLUMN_ALIGNMENT);
    this.taskRows = even(rows, Math.clamp(grain / taskColumns, 1, rows), 1);
    this.columnTasks = -Math.floorDiv(-columns, taskColumns);
    this.rowTasks = -Math.floorDiv(-rows, taskRows);
    this.tasks = columnTasks * rowTasks * otherLoops();
    long together = Math.max(1, grain / (taskColumns * taskRows));
    this.blocks = (int) Math.min(-Math.floorDiv(-tasks, together), Integer.MAX_VALUE);
  }

  /** A size of parts, at most {@code largest}, that makes as many of them nearly equal. */
  private static long even(long total, long largest, int alignment) {
    long parts = -Math.floorDiv(-total, largest);
    long size = -Math.floorDiv(-total, parts);
    return Math.min(largest, -Math.floorDiv(-size, alignment) * alignment);
  }

  private static int lastBut(Nest nest, int loop) {
    return loop == nest.depth() - 1 ? loop - 1 : nest.depth() - 1;
  }

  private long otherLoops() {
    long count = 1;
    for (int i = 0; i < nest.depth(); i++) {
      count *= isOther(i) ? nest.extent(i) : 1;
    }
    return count;
  }

  private boolean isOther(int loop) {
    return loop != nest.columnLoop() && loop != rowLoop;
  }

  /** The number of blocks, which may run in any order and at once. */
  int blocks() {
    return blocks;
  }

  /** Runs one block. */
  void run(int block) {
    long first = part(block);
    long end = part(block + 1);
    for (long task = first; task < end; task++) {
      task(task);
    }
  }

  private long part(long block) {
    return tasks / blocks * block + Math.min(block, tasks % blocks);
  }

  private void task(long task) {
    long column = task % columnTasks * taskColumns;
    long rest = task / columnTasks;
    long row = rest % rowTasks * taskRows;
    rest /= rowTasks;
    long[] at = starts.clone();
    advance(at, columnSteps, column);
    advance(at, rowSteps, row);
    for (int i = nest.depth() - 1; i >= 0; i--) {
      if (isOther(i)) {
        advance(at, nest.steps(i), rest % nest.extent(i));
        rest /= nest.extent(i);
      }
    }
    int width = (int) Math.min(taskColumns, columns - column);
    int height = (int) Math.min(taskRows, rows - row);
    loop.run(segments, at, columnSteps, rowSteps, width, height, scalars);
  }

  private static void advance(long[] at, long[] steps, long count) {
    if (count != 0) {
      for (int i = 0; i < at.length; i++) {
        at[i] += count * steps[i];
      }
    }
  }
}
