package dev.narae.cpu;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** Views with random layouts on a backend, filled and read as doubles in row-major order. */
final class Sample {
  private Sample() {}

  /** An uninitialised view with shuffled dimensions, gaps between elements, and an offset. */
  static View empty(CpuBackend backend, DType dtype, Shape shape, Random random) {
    int rank = shape.rank();
    long[] strides = new long[rank];
    boolean plain = random.nextInt(3) == 0;
    long step = plain ? 1 : random.nextInt(1, 3);
    List<Integer> order = order(rank, plain, random);
    for (int d : order) {
      strides[d] = step;
      step *= Math.max(1, shape.dim(d)) + (plain ? 0 : random.nextInt(2));
    }
    long offset = plain ? 0 : random.nextInt(5);
    CpuBuffer buffer = (CpuBuffer) backend.allocate((offset + step) * dtype.bytes());
    buffer.segment().fill((byte) 0x7F);
    return new View(buffer, dtype, Layout.of(shape, strides, offset));
  }

  private static List<Integer> order(int rank, boolean plain, Random random) {
    List<Integer> order = new java.util.ArrayList<>();
    for (int d = rank - 1; d >= 0; d--) {
      order.add(d);
    }
    if (!plain && random.nextBoolean()) {
      java.util.Collections.shuffle(order, random);
    }
    return order;
  }

  /** A view of random layout with the given elements. */
  static View of(
      CpuBackend backend, DType dtype, Shape shape, Random random, DoubleSupplier values) {
    View view = empty(backend, dtype, shape, random);
    fill(view, values);
    return view;
  }

  /** A dense view with the given elements. */
  static View dense(CpuBackend backend, DType dtype, Shape shape, double... values) {
    CpuBuffer buffer = (CpuBuffer) backend.allocate(shape.size() * dtype.bytes());
    View view = new View(buffer, dtype, Layout.contiguous(shape));
    int[] next = {0};
    fill(view, () -> values[next[0]++]);
    return view;
  }

  static void fill(View view, DoubleSupplier values) {
    for (long i = 0; i < view.shape().size(); i++) {
      set(view, position(view.layout(), i), values.getAsDouble());
    }
  }

  /** All elements in row-major order. */
  static double[] values(View view) {
    double[] values = new double[Math.toIntExact(view.shape().size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(view, position(view.layout(), i));
    }
    return values;
  }

  static long position(Layout layout, long index) {
    long position = layout.offset();
    long rest = index;
    for (int d = layout.shape().rank() - 1; d >= 0; d--) {
      position += rest % layout.shape().dim(d) * layout.stride(d);
      rest /= layout.shape().dim(d);
    }
    return position;
  }

  static double get(View view, long at) {
    MemorySegment memory = CpuBuffer.of(view);
    return switch (view.dtype()) {
      case F16, BF16 -> Cells.half(memory, view.dtype(), at * Short.BYTES);
      case F32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, at);
      case F64 -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, at);
      case I32 -> memory.getAtIndex(ValueLayout.JAVA_INT, at);
      case I64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, at);
      case I8 -> memory.get(ValueLayout.JAVA_BYTE, at);
      case I16 -> memory.getAtIndex(ValueLayout.JAVA_SHORT, at);
      case U8, BOOL -> Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, at));
    };
  }

  private static void set(View view, long at, double value) {
    MemorySegment memory = CpuBuffer.of(view);
    switch (view.dtype()) {
      case F16, BF16 -> Cells.setHalf(memory, view.dtype(), at * Short.BYTES, (float) value);
      case F32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) value);
      case F64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, at, value);
      case I32 -> memory.setAtIndex(ValueLayout.JAVA_INT, at, (int) value);
      case I64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, at, (long) value);
      case I16 -> memory.setAtIndex(ValueLayout.JAVA_SHORT, at, (short) (int) value);
      case U8, I8, BOOL -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) (int) value);
    }
  }
}
