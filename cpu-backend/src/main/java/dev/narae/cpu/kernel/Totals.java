package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.spi.ReduceKind;
import java.lang.foreign.MemorySegment;

/** Results of a reduction, in a type so wide that joining many partial results loses nothing. */
abstract sealed class Totals permits RealTotals, WholeTotals {

  /** {@code count} totals of nothing. */
  static Totals of(DType compute, ReduceKind kind, int count) {
    return compute.isFloating()
        ? new RealTotals(kind, count, compute)
        : new WholeTotals(kind, count, compute);
  }

  /** Fills memory with elements that change nothing when joined. */
  static void fillNeutral(MemorySegment memory, DType compute, ReduceKind kind) {
    if (kind == ReduceKind.SUM) {
      memory.fill((byte) 0);
      return;
    }
    int count = (int) (memory.byteSize() / compute.bytes());
    Totals neutral = of(compute, kind, count);
    neutral.write(memory, compute, 0, compute.bytes(), count);
  }

  /** Forgets everything. */
  abstract void reset();

  /** Joins element i of the strip to total i, for the first {@code count}. */
  abstract void joinEach(MemorySegment strip, int count);

  /** Joins the first {@code count} elements of the strip to total 0. */
  abstract void joinAll(MemorySegment strip, int count);

  /** Joins the totals of another part. */
  abstract void join(Totals other);

  /** Writes the first {@code count} totals as elements {@code step} bytes apart. */
  abstract void write(MemorySegment out, DType dtype, long at, long step, int count);
}
