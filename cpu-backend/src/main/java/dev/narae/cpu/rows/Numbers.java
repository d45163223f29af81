package dev.narae.cpu.rows;

import dev.narae.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleUnaryOperator;

/** Arithmetic in double on numbers of F32 or F64 that lie next to each other. */
final class Numbers {
  private Numbers() {}

  static double get(MemorySegment memory, DType dtype, long i) {
    return dtype == DType.F32
        ? memory.getAtIndex(ValueLayout.JAVA_FLOAT, i)
        : memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
  }

  static void set(MemorySegment memory, DType dtype, long i, double value) {
    if (dtype == DType.F32) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
    } else {
      memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value);
    }
  }

  /** Copies one number a row. */
  static void copy(RowOperand from, RowOperand to, DType dtype, int rows) {
    int bytes = dtype.bytes();
    for (int row = 0; row < rows; row++) {
      long at = from.start() + row * from.rowStep();
      long toAt = to.start() + row * to.rowStep();
      MemorySegment.copy(from.memory(), at, to.memory(), toAt, bytes);
    }
  }

  /** Replaces the first {@code count} numbers by a function of them. */
  static void change(MemorySegment memory, DType dtype, int count, DoubleUnaryOperator function) {
    for (int i = 0; i < count; i++) {
      set(memory, dtype, i, function.applyAsDouble(get(memory, dtype, i)));
    }
  }
}
