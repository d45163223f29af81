package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Copies between Java arrays and devices. */
final class HostData {
  private HostData() {}

  static Tensor tensor(float[] values, long... sizes) {
    return fromHeap(MemorySegment.ofArray(values), values.length, DType.F32, sizes);
  }

  static Tensor tensor(double[] values, long... sizes) {
    return fromHeap(MemorySegment.ofArray(values), values.length, DType.F64, sizes);
  }

  static Tensor tensor(int[] values, long... sizes) {
    return fromHeap(MemorySegment.ofArray(values), values.length, DType.I32, sizes);
  }

  static Tensor tensor(long[] values, long... sizes) {
    return fromHeap(MemorySegment.ofArray(values), values.length, DType.I64, sizes);
  }

  static Tensor tensor(short[] values, long... sizes) {
    return fromHeap(MemorySegment.ofArray(values), values.length, DType.I16, sizes);
  }

  static Tensor tensor(byte[] values, long... sizes) {
    return fromHeap(MemorySegment.ofArray(values), values.length, DType.U8, sizes);
  }

  static Tensor tensor(boolean[] values, long... sizes) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return fromHeap(MemorySegment.ofArray(bytes), bytes.length, DType.BOOL, sizes);
  }

  static Tensor tensor(float[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    float[] flat = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      checkRow(rows[i].length, columns, i);
      System.arraycopy(rows[i], 0, flat, i * columns, columns);
    }
    return tensor(flat, rows.length, columns);
  }

  static Tensor tensor(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] flat = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      checkRow(rows[i].length, columns, i);
      System.arraycopy(rows[i], 0, flat, i * columns, columns);
    }
    return tensor(flat, rows.length, columns);
  }

  private static void checkRow(int length, int columns, int row) {
    if (length != columns) {
      throw new ShapeException(
          "of: row %d has %d elements, but row 0 has %d; rows must be equally long"
              .formatted(row, length, columns));
    }
  }

  private static Tensor fromHeap(MemorySegment values, long count, DType dtype, long... sizes) {
    Shape shape = sizes.length == 0 ? Shape.of(count) : Shape.of(sizes);
    if (shape.size() != count) {
      throw new ShapeException(
          "of: an array of %d elements does not fill shape %s, which has %d"
              .formatted(count, shape, shape.size()));
    }
    // Native code must never see heap arrays, so copy them off the heap first.
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment staged = arena.allocate(Math.max(values.byteSize(), 1), 64);
      MemorySegment.copy(values, 0, staged, 0, values.byteSize());
      return upload(staged.asSlice(0, values.byteSize()), shape, dtype, Backends.defaultDevice());
    }
  }

  static Tensor tensor(MemorySegment data, Shape shape, DType dtype, Device device) {
    checkSegment("of", data, shape, dtype);
    return upload(data, shape, dtype, device);
  }

  private static void checkSegment(String op, MemorySegment data, Shape shape, DType dtype) {
    long bytes = Math.multiplyExact(shape.size(), dtype.bytes());
    if (data.byteSize() != bytes || !data.isNative()) {
      throw new ShapeException(
          "%s: shape %s of %s needs %d bytes of off-heap memory, but the segment has %d (%s)"
              .formatted(
                  op,
                  shape,
                  dtype,
                  bytes,
                  data.byteSize(),
                  data.isNative() ? "off-heap" : "on-heap"));
    }
  }

  /** A tensor over the segment itself where the device can compute there, else over a copy. */
  static Tensor shared(MemorySegment data, Shape shape, DType dtype, Device device) {
    checkSegment("fromSegment", data, shape, dtype);
    if (!data.isAccessibleBy(Thread.ofPlatform().unstarted(() -> {}))) {
      throw new IllegalArgumentException(
          "fromSegment: the segment belongs to one thread, but tensors are computed by several;"
              + " allocate it in Arena.ofShared() or Arena.ofAuto()");
    }
    Backend backend = Backends.open(device);
    boolean usable = !data.isReadOnly() && data.address() % dtype.bytes() == 0;
    return (usable ? backend.adopt(data) : Optional.<Buffer>empty())
        .map(buffer -> Tensor.over(backend, buffer, shape, dtype))
        .orElseGet(() -> upload(data, shape, dtype, device));
  }

  private static Tensor upload(MemorySegment data, Shape shape, DType dtype, Device device) {
    Backend backend = Backends.open(device);
    Tensor tensor = Tensor.allocate(backend, shape, dtype);
    backend.upload(data, tensor.storage().buffer(), 0);
    return tensor;
  }

  static void copyTo(Tensor tensor, MemorySegment target) {
    long bytes = tensor.size() * tensor.dtype().bytes();
    if (target.byteSize() != bytes) {
      throw new ShapeException(
          "copyTo: the tensor of shape %s and dtype %s has %d bytes, but the segment %d"
              .formatted(tensor.shape(), tensor.dtype(), bytes, target.byteSize()));
    }
    Backend backend = Dispatch.backend("copyTo", tensor);
    try (Scope _ = Scope.open("copyTo");
        var _ = Grad.noGrad()) {
      Tensor dense = tensor.contiguous();
      long offset = dense.layout().offset() * dense.dtype().bytes();
      try {
        backend.download(dense.view().buffer(), offset, target);
      } finally {
        Reference.reachabilityFence(dense);
      }
    }
  }

  static Tensor transfer(Tensor tensor, Device device) {
    if (device.type().equals(tensor.device().type())) {
      Tensor direct = transferDirectly(tensor, Backends.open(device));
      if (direct != null) {
        return direct;
      }
    }
    return transferByHost(tensor, device);
  }

  /** From one device's memory to another's; null if they cannot. */
  private static @Nullable Tensor transferDirectly(Tensor tensor, Backend to) {
    Backend from = Dispatch.backend("to", tensor);
    long bytes = tensor.size() * tensor.dtype().bytes();
    Tensor result = Tensor.allocate(to, tensor.shape(), tensor.dtype());
    try (Scope _ = Scope.open("to");
        var _ = Grad.noGrad()) {
      Tensor dense = tensor.contiguous();
      long offset = dense.view().layout().offset() * dense.dtype().bytes();
      try {
        if (to.receive(from, dense.storage().buffer(), offset, result.storage().buffer(), bytes)) {
          return result;
        }
      } finally {
        Reference.reachabilityFence(dense);
      }
    }
    result.storage().close("to");
    return null;
  }

  private static Tensor transferByHost(Tensor tensor, Device device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment staged = arena.allocate(tensor.size() * tensor.dtype().bytes(), 64);
      copyTo(tensor, staged);
      return upload(staged, tensor.shape(), tensor.dtype(), device);
    }
  }

  static float[] floats(Tensor tensor) {
    return read(tensor, DType.F32, segment -> segment.toArray(ValueLayout.JAVA_FLOAT));
  }

  static double[] doubles(Tensor tensor) {
    return read(tensor, DType.F64, segment -> segment.toArray(ValueLayout.JAVA_DOUBLE));
  }

  static long[] longs(Tensor tensor) {
    return read(tensor, DType.I64, segment -> segment.toArray(ValueLayout.JAVA_LONG));
  }

  static double single(Tensor tensor) {
    checkSingle("item", tensor);
    return doubles(tensor)[0];
  }

  static long singleLong(Tensor tensor) {
    checkSingle("toLong", tensor);
    return longs(tensor)[0];
  }

  private static void checkSingle(String op, Tensor tensor) {
    if (tensor.size() != 1) {
      throw new ShapeException(
          "%s: shape %s has %d elements, not one; reduce it or select one first"
              .formatted(op, tensor.shape(), tensor.size()));
    }
  }

  private static <T> T read(Tensor tensor, DType dtype, Function<MemorySegment, T> reader) {
    long bytes = tensor.size() * dtype.bytes();
    try (Arena arena = Arena.ofConfined();
        Scope _ = Scope.open("toArray");
        var _ = Grad.noGrad()) {
      MemorySegment target = arena.allocate(Math.max(bytes, 1), 64).asSlice(0, bytes);
      copyTo(tensor.to(dtype), target);
      return reader.apply(target);
    }
  }
}
