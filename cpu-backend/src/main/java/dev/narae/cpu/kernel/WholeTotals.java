package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.spi.ReduceKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Totals of I32 or I64, held in 64 bits; sums and products wrap around in the kernel's dtype. */
final class WholeTotals extends Totals {
  private final ReduceKind kind;
  private final long[] totals;
  private final boolean narrow;

  WholeTotals(ReduceKind kind, int count, DType compute) {
    this.kind = kind;
    this.totals = new long[count];
    this.narrow = compute == DType.I32;
    reset();
  }

  @Override
  void reset() {
    Arrays.fill(
        totals,
        switch (kind) {
          case SUM -> 0;
          case PROD -> 1;
          case MAX -> narrow ? Integer.MIN_VALUE : Long.MIN_VALUE;
          case MIN -> narrow ? Integer.MAX_VALUE : Long.MAX_VALUE;
        });
  }

  private long join(long a, long b) {
    return switch (kind) {
      case SUM -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  private long element(MemorySegment strip, int i) {
    return narrow
        ? strip.getAtIndex(ValueLayout.JAVA_INT, i)
        : strip.getAtIndex(ValueLayout.JAVA_LONG, i);
  }

  @Override
  void joinEach(MemorySegment strip, int count) {
    for (int i = 0; i < count; i++) {
      totals[i] = join(totals[i], element(strip, i));
    }
  }

  @Override
  void joinAll(MemorySegment strip, int count) {
    for (int i = 0; i < count; i++) {
      totals[0] = join(totals[0], element(strip, i));
    }
  }

  @Override
  void join(Totals other) {
    if (other instanceof WholeTotals whole) {
      for (int i = 0; i < totals.length; i++) {
        totals[i] = join(totals[i], whole.totals[i]);
      }
    }
  }

  @Override
  void write(MemorySegment out, DType dtype, long at, long step, int count) {
    for (int i = 0; i < count; i++) {
      long total = narrow ? (int) totals[i] : totals[i];
      long position = at + i * step;
      switch (dtype) {
        case BOOL, U8, I8 -> out.set(ValueLayout.JAVA_BYTE, position, (byte) total);
        case I16 -> out.set(ValueLayout.JAVA_SHORT_UNALIGNED, position, (short) total);
        case I32 -> out.set(ValueLayout.JAVA_INT_UNALIGNED, position, (int) total);
        case I64 -> out.set(ValueLayout.JAVA_LONG_UNALIGNED, position, total);
        case F16, BF16 -> Cells.setHalf(out, dtype, position, (float) total);
        case F32 -> out.set(ValueLayout.JAVA_FLOAT_UNALIGNED, position, (float) total);
        case F64 -> out.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, position, (double) total);
      }
    }
  }
}
