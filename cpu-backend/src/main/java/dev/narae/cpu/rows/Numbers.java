package dev.narae.cpu.rows;

import dev.narae.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleUnaryOperator;

/** Arithmetic in double on numbers of F32 or F64. */
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

  /** Replaces one number a row by a function of it, for so many rows. */
  static void change(RowOperand numbers, DType dtype, int rows, DoubleUnaryOperator function) {
    MemorySegment memory = numbers.memory();
    for (int row = 0; row < rows; row++) {
      long at = numbers.start() + row * numbers.rowStep();
      if (dtype == DType.F32) {
        double number = memory.get(ValueLayout.JAVA_FLOAT, at);
        memory.set(ValueLayout.JAVA_FLOAT, at, (float) function.applyAsDouble(number));
      } else {
        double number = memory.get(ValueLayout.JAVA_DOUBLE, at);
        memory.set(ValueLayout.JAVA_DOUBLE, at, function.applyAsDouble(number));
      }
    }
  }
}
