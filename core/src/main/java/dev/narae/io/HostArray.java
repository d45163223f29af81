package dev.narae.io;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An array in host memory on its way to or from a file.
 *
 * @param data the elements in row-major order, in the machine's byte order
 */
record HostArray(DType dtype, Shape shape, MemorySegment data) {

  /** A tensor's elements, copied. */
  static HostArray of(Tensor tensor, Arena arena) {
    long bytes = bytes(tensor.dtype(), tensor.shape());
    MemorySegment data = arena.allocate(Math.max(bytes, 1), 64).asSlice(0, bytes);
    tensor.copyTo(data);
    return new HostArray(tensor.dtype(), tensor.shape(), data);
  }

  /** A tensor of these elements. */
  Tensor toTensor(Device device) {
    return Tensor.of(data, shape, dtype, device);
  }

  /** The bytes that an array needs. */
  static long bytes(DType dtype, Shape shape) {
    return Math.multiplyExact(shape.size(), dtype.bytes());
  }

  /** Reverses the bytes of every element if they are in another order than the machine's. */
  static void toNativeOrder(MemorySegment data, DType dtype, ByteOrder order) {
    if (order == ByteOrder.nativeOrder()) {
      return;
    }
    long elements = data.byteSize() / dtype.bytes();
    switch (dtype.bytes()) {
      case 2 -> reverseShorts(data, elements);
      case 4 -> reverseInts(data, elements);
      case 8 -> reverseLongs(data, elements);
      default -> {
        // Single bytes have no order.
      }
    }
  }

  private static void reverseShorts(MemorySegment data, long elements) {
    for (long i = 0; i < elements; i++) {
      short value = data.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i);
      data.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i, Short.reverseBytes(value));
    }
  }

  private static void reverseInts(MemorySegment data, long elements) {
    for (long i = 0; i < elements; i++) {
      int value = data.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
      data.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, Integer.reverseBytes(value));
    }
  }

  private static void reverseLongs(MemorySegment data, long elements) {
    for (long i = 0; i < elements; i++) {
      long value = data.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i);
      data.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, Long.reverseBytes(value));
    }
  }

  /** Refuses truth values other than 0 and 1, which the rest of the library relies on. */
  void checkTruthValues(String file) throws TensorFileException {
    for (long i = 0; dtype == DType.BOOL && i < data.byteSize(); i++) {
      byte value = data.get(ValueLayout.JAVA_BYTE, i);
      if (value != 0 && value != 1) {
        throw new TensorFileException(
            file,
            "element %d of a bool array is the byte %d, not 0 or 1; the file is damaged"
                .formatted(i, value & 0xFF));
      }
    }
  }
}
