package dev.narae.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.narae.DType;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/**
 * The elements of a view one by one, widened to {@code double} or to {@code long}; positions count
 * elements. Every dtype's values pass through the wider type unchanged.
 */
final class Numbers {
  private final MemorySegment memory;
  private final DType dtype;

  Numbers(View view) {
    this.memory = CpuBuffer.of(view);
    this.dtype = view.dtype();
  }

  DType dtype() {
    return dtype;
  }

  /** An element of a floating view. */
  double real(long at) {
    return switch (dtype) {
      case F16, BF16 -> Cells.half(memory, dtype, at * Short.BYTES);
      case F32 -> memory.get(JAVA_FLOAT_UNALIGNED, at * Float.BYTES);
      case F64 -> memory.get(JAVA_DOUBLE_UNALIGNED, at * Double.BYTES);
      case BOOL, U8, I8, I16, I32, I64 -> whole(at);
    };
  }

  /** An element of an integer view; truth values are 0 and 1. */
  long whole(long at) {
    return switch (dtype) {
      case BOOL, U8 -> Byte.toUnsignedInt(memory.get(JAVA_BYTE, at));
      case I8 -> memory.get(JAVA_BYTE, at);
      case I16 -> memory.get(JAVA_SHORT_UNALIGNED, at * Short.BYTES);
      case I32 -> memory.get(JAVA_INT_UNALIGNED, at * Integer.BYTES);
      case I64 -> memory.get(JAVA_LONG_UNALIGNED, at * Long.BYTES);
      case F16, BF16, F32, F64 -> (long) real(at);
    };
  }

  /** Stores a number in a floating view, rounded. */
  void store(long at, double value) {
    switch (dtype) {
      case F16, BF16 -> Cells.setHalf(memory, dtype, at * Short.BYTES, (float) value);
      case F32 -> memory.set(JAVA_FLOAT_UNALIGNED, at * Float.BYTES, (float) value);
      case F64 -> memory.set(JAVA_DOUBLE_UNALIGNED, at * Double.BYTES, value);
      case BOOL, U8, I8, I16, I32, I64 -> store(at, (long) value);
    }
  }

  /** Stores a number in an integer view, wrapped around; a truth value is whether it is not 0. */
  void store(long at, long value) {
    switch (dtype) {
      case BOOL -> memory.set(JAVA_BYTE, at, (byte) (value != 0 ? 1 : 0));
      case U8, I8 -> memory.set(JAVA_BYTE, at, (byte) value);
      case I16 -> memory.set(JAVA_SHORT_UNALIGNED, at * Short.BYTES, (short) value);
      case I32 -> memory.set(JAVA_INT_UNALIGNED, at * Integer.BYTES, (int) value);
      case I64 -> memory.set(JAVA_LONG_UNALIGNED, at * Long.BYTES, value);
      case F16, BF16, F32, F64 -> store(at, (double) value);
    }
  }
}
