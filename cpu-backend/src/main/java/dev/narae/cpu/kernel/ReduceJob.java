package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.spi.ReduceKind;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reduction: its blocks, and what their partial results become. */
final class ReduceJob {
  private static final int[] FOLDS = {64, 16};

  private final Nest nest;
  private final ReducePlan plan;
  private final ElementLoop accumulate;
  private final ElementLoop fold;
  private final DType compute;
  private final ReduceKind kind;
  private final long[] scalars;
  private final LocalMemory strips;
  private final int out;
  private final MemorySegment[] segments;
  private final long[] starts;
  private final long[] columnSteps;
  private final long[] rowSteps;
  private final @Nullable Totals[] parts;

  ReduceJob(
      Nest nest,
      ReducePlan plan,
      ElementLoop accumulate,
      ElementLoop fold,
      DType compute,
      ReduceKind kind,
      long[] scalars,
      LocalMemory strips) {
    this.nest = nest;
    this.plan = plan;
    this.accumulate = accumulate;
    this.fold = fold;
    this.compute = compute;
    this.kind = kind;
    this.scalars = scalars;
    this.strips = strips;
    this.out = nest.operands() - 1;
    this.segments = nest.segments();
    this.starts = nest.starts();
    this.columnSteps = nest.steps(nest.columnLoop()).clone();
    this.rowSteps = rowSteps();
    boolean divided = plan.partsPerItem() > 1;
    this.parts = new Totals[divided ? plan.blocks() : 0];
    columnSteps[out] = compute.bytes();
  }

  private long[] rowSteps() {
    if (plan.rowLoop() >= 0) {
      return nest.steps(plan.rowLoop());
    }
    long[] steps = columnSteps.clone();
    for (int i = 0; i < steps.length; i++) {
      steps[i] *= i == out ? 0 : plan.width();
    }
    return steps;
  }

  /** Runs one block. */
  void run(int block) {
    if (plan.partsPerItem() > 1) {
      int pieces = plan.partsPerItem();
      long part = block % pieces;
      long from = plan.chunks() * part / pieces;
      long to = plan.chunks() * (part + 1) / pieces;
      Strip strip = new Strip();
      strip.item(block / pieces, from, to);
      strip.joinGathered();
      parts[block] = strip.totals;
    } else {
      long first = block * plan.itemsPerBlock();
      long end = Math.min(first + plan.itemsPerBlock(), plan.items());
      Strip strip = new Strip();
      for (long item = first; item < end; item++) {
        strip.item(item, 0, plan.chunks());
        strip.write();
      }
    }
  }

  /** Joins and writes what the parts of items gave. */
  void finish() {
    int pieces = plan.partsPerItem();
    for (int first = 0; first < parts.length; first += pieces) {
      Totals totals = part(first);
      for (int i = 1; i < pieces; i++) {
        totals.join(part(first + i));
      }
      Strip strip = new Strip();
      strip.place(first / pieces);
      strip.write(totals);
    }
  }

  private Totals part(int block) {
    Totals part = parts[block];
    if (part == null) {
      throw new IllegalStateException("reduce: block %d has not run".formatted(block));
    }
    return part;
  }

  /** A thread's accumulators, and where its current item is. */
  private final class Strip {
    private final Totals totals = Totals.of(compute, kind, plan.keptColumns() ? plan.width() : 1);
    private final MemorySegment memory;
    private final MemorySegment neutral;

    /** What strips gave so far. */
    private final MemorySegment gathered;

    private final MemorySegment[] operands = segments.clone();
    private final long[] at = starts.clone();
    private int width;
    private long outAt;
    private int pending;
    private int gatheredStrips;

    /** Whether totals hold strips of this item. */
    private boolean isJoined;

    Strip() {
      long bytes = (long) plan.width() * compute.bytes();
      MemorySegment all = strips.take(3 * bytes);
      this.memory = all.asSlice(0, bytes);
      this.neutral = all.asSlice(bytes, bytes);
      this.gathered = all.asSlice(2 * bytes, bytes);
      operands[out] = memory;
      Totals.fillNeutral(neutral, compute, kind);
    }

    /** Joins the chunks of an item from one to before another into the totals, or gathers them. */
    void item(long item, long from, long to) {
      totals.reset();
      isJoined = false;
      place(item);
      long[] origin = at.clone();
      clear();
      for (long chunk = from; chunk < to; chunk++) {
        System.arraycopy(origin, 0, at, 0, at.length);
        chunk(chunk);
      }
      flush();
    }

    /** Moves to the beginning of an item. */
    void place(long item) {
      System.arraycopy(starts, 0, at, 0, at.length);
      long strip = item % plan.strips();
      width = plan.width();
      if (plan.keptColumns()) {
        long column = strip * plan.width();
        width = (int) Math.min(width, plan.columns() - column);
        advance(nest.columnLoop(), column);
      }
      advance(plan.keptLoops(), item / plan.strips());
      outAt = at[out];
      at[out] = 0;
    }

    private void advance(List<Integer> loops, long position) {
      long rest = position;
      for (int i = loops.size() - 1; i >= 0; i--) {
        int loop = loops.get(i);
        advance(loop, rest % nest.extent(loop));
        rest /= nest.extent(loop);
      }
    }

    private void advance(int loop, long count) {
      for (int i = 0; i < at.length; i++) {
        at[i] += count * nest.steps(loop)[i];
      }
    }

    private void chunk(long chunk) {
      long perRepeat = plan.chunksPerRepeat();
      advance(plan.reducedLoops(), chunk / perRepeat);
      long row = chunk % perRepeat * ReducePlan.CHUNK_ROWS;
      boolean isTail = row >= plan.rows();
      row = Math.min(row, plan.rows());
      for (int i = 0; i < at.length; i++) {
        at[i] += row * rowSteps[i];
      }
      at[out] = 0;
      int rows = isTail ? 1 : (int) Math.min(ReducePlan.CHUNK_ROWS, plan.rows() - row);
      if (pending + rows > ReducePlan.CHUNK_ROWS) {
        flush();
        clear();
      }
      pending += rows;
      int columns = isTail ? plan.tail() : width;
      accumulate.run(operands, at, columnSteps, rowSteps, columns, rows, scalars);
    }

    private void clear() {
      MemorySegment.copy(neutral, 0, memory, 0, (long) width * compute.bytes());
      pending = 0;
    }

    private void flush() {
      if (!plan.keptColumns()) {
        totals.joinAll(memory, fold());
      } else if (gathers()) {
        gather();
      } else {
        totals.joinEach(memory, width);
      }
    }

    /** Not products, which may leave the range of the kernel's dtype on their way. */
    private boolean gathers() {
      return kind != ReduceKind.PROD;
    }

    /** Joins the strip to those before it by compiled code, and a number of those to the totals. */
    private void gather() {
      if (gatheredStrips == ReducePlan.GATHERED_STRIPS) {
        joinGathered();
      }
      if (gatheredStrips == 0) {
        MemorySegment.copy(memory, 0, gathered, 0, (long) width * compute.bytes());
      } else {
        long[] begin = {0, 0, 0};
        long[] step = {compute.bytes(), compute.bytes(), 0};
        fold.run(
            new MemorySegment[] {memory, gathered}, begin, step, new long[3], width, 1, scalars);
      }
      gatheredStrips++;
    }

    private void joinGathered() {
      if (gatheredStrips > 0) {
        totals.joinEach(gathered, width);
        gatheredStrips = 0;
        isJoined = true;
      }
    }

    /** Joins the accumulators until few are left; returns their number. */
    private int fold() {
      int count = width;
      for (int target : FOLDS) {
        if (count > target) {
          int rows = count / target - 1;
          fold(target, target, rows);
          fold((rows + 1) * target, count % target, 1);
          count = target;
        }
      }
      return count;
    }

    private void fold(int from, int columns, int rows) {
      long size = compute.bytes();
      MemorySegment[] both = {memory, memory};
      long[] begin = {from * size, 0, 0};
      long[] step = {size, size, 0};
      long[] rowStep = {columns * size, 0, 0};
      fold.run(both, begin, step, rowStep, columns, rows, scalars);
    }

    /** Writes an item; if all of it was gathered at once, as it is. */
    void write() {
      boolean isDense = nest.steps(nest.columnLoop())[out] == compute.bytes();
      if (gatheredStrips > 0 && !isJoined && isDense && nest.dtype(out) == compute) {
        long bytes = (long) width * compute.bytes();
        MemorySegment.copy(gathered, 0, segments[out], outAt, bytes);
        gatheredStrips = 0;
      } else {
        joinGathered();
        write(totals);
      }
    }

    void write(Totals result) {
      long step = nest.steps(nest.columnLoop())[out];
      result.write(segments[out], nest.dtype(out), outAt, step, plan.keptColumns() ? width : 1);
    }
  }
}
