package dev.narae.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.cpu.Cells;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.TestBuffers;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** Views for tests, and their elements as {@code double}. */
final class Data {
  private Data() {}

  /** A dense view of zeros. */
  static View zeros(DType dtype, long... dims) {
    return over(dtype, Layout.contiguous(Shape.of(dims)));
  }

  /** Memory of its own for a layout, with some room before and behind. */
  static View over(DType dtype, Layout layout) {
    long last = layout.offset();
    for (int i = 0; i < layout.shape().rank(); i++) {
      last += Math.max(0, layout.shape().dim(i) - 1) * layout.stride(i);
    }
    MemorySegment memory = Arena.ofAuto().allocate((last + 1) * dtype.bytes(), 64);
    return new View(TestBuffers.of(memory), dtype, layout);
  }

  /** Fills all memory of a view. */
  static View fill(View view, DoubleSupplier values) {
    long count = CpuBuffer.of(view).byteSize() / view.dtype().bytes();
    for (long i = 0; i < count; i++) {
      set(view, i, values.getAsDouble());
    }
    return view;
  }

  /** Values that suit a dtype: small numbers of both signs, or 0 and 1. */
  static View random(View view, Random random) {
    return fill(
        view,
        switch (view.dtype()) {
          case BOOL -> () -> random.nextInt(2);
          case U8 -> () -> random.nextInt(256);
          case I8, I16, I32, I64 -> () -> random.nextInt(-9, 10);
          case F16, BF16, F32, F64 -> () -> random.nextGaussian() * 2;
        });
  }

  /** Sets the element at a position of the memory. */
  static void set(View view, long position, double value) {
    MemorySegment memory = CpuBuffer.of(view);
    switch (view.dtype()) {
      case F16, BF16 -> Cells.setHalf(memory, view.dtype(), position * Short.BYTES, (float) value);
      case I16 -> memory.setAtIndex(ValueLayout.JAVA_SHORT, position, (short) (int) value);
      case BOOL, U8, I8 -> memory.setAtIndex(ValueLayout.JAVA_BYTE, position, (byte) (int) value);
      case I32 -> memory.setAtIndex(ValueLayout.JAVA_INT, position, (int) value);
      case I64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, position, (long) value);
      case F32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, position, (float) value);
      case F64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, position, value);
    }
  }

  private static double get(View view, long position) {
    MemorySegment memory = CpuBuffer.of(view);
    return switch (view.dtype()) {
      case F16, BF16 -> Cells.half(memory, view.dtype(), position * Short.BYTES);
      case I8 -> memory.getAtIndex(ValueLayout.JAVA_BYTE, position);
      case I16 -> memory.getAtIndex(ValueLayout.JAVA_SHORT, position);
      case BOOL, U8 -> memory.getAtIndex(ValueLayout.JAVA_BYTE, position) & 0xFF;
      case I32 -> memory.getAtIndex(ValueLayout.JAVA_INT, position);
      case I64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, position);
      case F32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, position);
      case F64 -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, position);
    };
  }

  /** Element number {@code index} of a view, counted in row-major order. */
  static double element(View view, long index) {
    long position = view.layout().offset();
    long rest = index;
    for (int i = view.shape().rank() - 1; i >= 0; i--) {
      position += rest % view.shape().dim(i) * view.layout().stride(i);
      rest /= view.shape().dim(i);
    }
    return get(view, position);
  }

  /** All elements in row-major order. */
  static double[] elements(View view) {
    double[] all = new double[Math.toIntExact(view.shape().size())];
    for (int i = 0; i < all.length; i++) {
      all[i] = element(view, i);
    }
    return all;
  }

  /** All memory behind a view, so that writing beside it is noticed. */
  static byte[] bytes(View view) {
    return CpuBuffer.of(view).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Checks a number to a relative tolerance; NaN must be NaN. */
  static void assertClose(double expected, double actual, double tolerance, String what) {
    double error = Math.abs(expected - actual);
    boolean same = Double.compare(expected, actual) == 0 || expected == actual;
    assertTrue(
        same || error <= tolerance * Math.abs(expected),
        () -> what + ": expected " + expected + " but was " + actual);
  }
}
