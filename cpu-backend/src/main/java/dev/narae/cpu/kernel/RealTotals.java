package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.spi.ReduceKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Totals of F32 or F64, held in double precision. */
final class RealTotals extends Totals {
  private final ReduceKind kind;
  private final double[] totals;
  private final boolean single;

  RealTotals(ReduceKind kind, int count, DType compute) {
    this.kind = kind;
    this.totals = new double[count];
    this.single = compute == DType.F32;
    reset();
  }

  @Override
  void reset() {
    Arrays.fill(
        totals,
        switch (kind) {
          case SUM -> 0;
          case PROD -> 1;
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
        });
  }

  private double join(double a, double b) {
    return switch (kind) {
      case SUM -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  private double element(MemorySegment strip, int i) {
    return single
        ? strip.getAtIndex(ValueLayout.JAVA_FLOAT, i)
        : strip.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
  }

  @Override
  void joinEach(MemorySegment strip, int count) {
    for (int i = 0; i < count; i++) {
      totals[i] = join(totals[i], element(strip, i));
    }
  }

  @Override
  void joinAll(MemorySegment strip, int count) {
    double total = totals[0];
    for (int i = 0; i < count; i++) {
      total = join(total, element(strip, i));
    }
    totals[0] = total;
  }

  @Override
  void join(Totals other) {
    if (other instanceof RealTotals real) {
      for (int i = 0; i < totals.length; i++) {
        totals[i] = join(totals[i], real.totals[i]);
      }
    }
  }

  @Override
  void write(MemorySegment out, DType dtype, long at, long step, int count) {
    for (int i = 0; i < count; i++) {
      double total = single ? (float) totals[i] : totals[i];
      long position = at + i * step;
      switch (dtype) {
        case BOOL, U8, I8 -> out.set(ValueLayout.JAVA_BYTE, position, (byte) (int) total);
        case I16 -> out.set(ValueLayout.JAVA_SHORT_UNALIGNED, position, (short) (int) total);
        case I32 -> out.set(ValueLayout.JAVA_INT_UNALIGNED, position, (int) total);
        case I64 -> out.set(ValueLayout.JAVA_LONG_UNALIGNED, position, (long) total);
        case F16, BF16 -> Cells.setHalf(out, dtype, position, (float) total);
        case F32 -> out.set(ValueLayout.JAVA_FLOAT_UNALIGNED, position, (float) total);
        case F64 -> out.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, position, total);
      }
    }
  }
}
