package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.DType;
import dev.narae.cpu.CpuBuffer;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/**
 * The elements of a floating-point view, read and written as doubles.
 *
 * @param memory of the view
 * @param single whether the elements are F32, else F64
 */
record Floats(MemorySegment memory, boolean single) {
  static Floats of(View view) {
    return new Floats(CpuBuffer.of(view), view.dtype() == DType.F32);
  }

  double get(long at) {
    return single
        ? memory.get(JAVA_FLOAT_UNALIGNED, at * Float.BYTES)
        : memory.get(JAVA_DOUBLE_UNALIGNED, at * Double.BYTES);
  }

  void set(long at, double value) {
    if (single) {
      memory.set(JAVA_FLOAT_UNALIGNED, at * Float.BYTES, (float) value);
    } else {
      memory.set(JAVA_DOUBLE_UNALIGNED, at * Double.BYTES, value);
    }
  }

  /** Adds in the elements' own precision. */
  void add(long at, double value) {
    if (single) {
      set(at, (float) get(at) + (float) value);
    } else {
      set(at, get(at) + value);
    }
  }
}
