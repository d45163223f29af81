package dev.narae.reference;

import dev.narae.BFloat16;
import dev.narae.DType;
import dev.narae.spi.Buffer;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Typed access to single elements of a view's buffer, with the conversions between dtypes. */
final class Memory {
  private Memory() {}

  static MemorySegment of(Buffer buffer) {
    return ((ReferenceBuffer) buffer).memory();
  }

  /** An element as a real number; exact for all dtypes but I64 beyond 2^53. */
  static double real(View view, long position) {
    MemorySegment memory = of(view.buffer());
    return switch (view.dtype()) {
      case F16 -> Float.float16ToFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, position));
      case BF16 -> BFloat16.toFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, position));
      case F32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, position);
      case F64 -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, position);
      case BOOL, U8, I8, I16, I32, I64 -> whole(view, position);
    };
  }

  /** An element as a whole number; a fraction is cut off, NaN is 0. */
  static long whole(View view, long position) {
    MemorySegment memory = of(view.buffer());
    return switch (view.dtype()) {
      case BOOL -> memory.get(ValueLayout.JAVA_BYTE, position) == 0 ? 0 : 1;
      case U8 -> memory.get(ValueLayout.JAVA_BYTE, position) & 0xFF;
      case I8 -> memory.get(ValueLayout.JAVA_BYTE, position);
      case I16 -> memory.getAtIndex(ValueLayout.JAVA_SHORT, position);
      case I32 -> memory.getAtIndex(ValueLayout.JAVA_INT, position);
      case I64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, position);
      case F16, BF16, F32, F64 -> (long) real(view, position);
    };
  }

  static void store(View view, long position, double value) {
    MemorySegment memory = of(view.buffer());
    switch (view.dtype()) {
      case F16, BF16 ->
          memory.setAtIndex(ValueLayout.JAVA_SHORT, position, half(view.dtype(), (float) value));
      case F32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, position, (float) value);
      case F64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, position, value);
      case BOOL -> memory.set(ValueLayout.JAVA_BYTE, position, (byte) (value != 0 ? 1 : 0));
      case U8, I8, I16, I32 -> store(view, position, (long) (int) value);
      case I64 -> store(view, position, (long) value);
    }
  }

  static void store(View view, long position, long value) {
    MemorySegment memory = of(view.buffer());
    switch (view.dtype()) {
      case BOOL -> memory.set(ValueLayout.JAVA_BYTE, position, (byte) (value != 0 ? 1 : 0));
      case U8, I8 -> memory.set(ValueLayout.JAVA_BYTE, position, (byte) value);
      case I16 -> memory.setAtIndex(ValueLayout.JAVA_SHORT, position, (short) value);
      case I32 -> memory.setAtIndex(ValueLayout.JAVA_INT, position, (int) value);
      case I64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, position, value);
      case F16, BF16 ->
          memory.setAtIndex(ValueLayout.JAVA_SHORT, position, half(view.dtype(), (float) value));
      case F32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, position, (float) value);
      case F64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, position, (double) value);
    }
  }

  private static short half(DType dtype, float value) {
    return dtype == DType.F16 ? Float.floatToFloat16(value) : BFloat16.fromFloat(value);
  }

  /** The dtype a computation on elements of {@code dtype} is carried out in. */
  static Arithmetic arithmetic(DType dtype) {
    return dtype.isFloating()
        ? new RealArithmetic(dtype.compute())
        : new WholeArithmetic(dtype.compute());
  }
}
