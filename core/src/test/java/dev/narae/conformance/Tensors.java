package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.BFloat16;
import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Between host numbers and tensors. */
final class Tensors {
  private Tensors() {}

  /** A dense tensor on the default device, uploaded in its own dtype. */
  static Tensor dense(Values values, DType dtype) {
    double[] data = values.data();
    long[] sizes = values.shape().dims();
    Tensor flat =
        switch (dtype) {
          case F64 -> Tensor.of(data);
          case F32 -> Tensor.of(floats(data));
          case I64 -> Tensor.of(Arrays.stream(data).mapToLong(v -> (long) v).toArray());
          case I32 -> Tensor.of(Arrays.stream(data).mapToInt(v -> (int) v).toArray());
          case I16 -> Tensor.of(shorts(data, v -> (short) (int) v));
          case U8 -> Tensor.of(bytes(data));
          case I8 -> Tensor.of(bytes(data)).to(DType.I8);
          case F16 -> half(shorts(data, v -> Float.floatToFloat16((float) v)), dtype);
          case BF16 -> half(shorts(data, v -> BFloat16.fromFloat((float) v)), dtype);
          case BOOL -> Tensor.of(truths(data));
        };
    return flat.reshape(sizes);
  }

  private static float[] floats(double[] data) {
    float[] result = new float[data.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) data[i];
    }
    return result;
  }

  private static byte[] bytes(double[] data) {
    byte[] result = new byte[data.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (int) data[i];
    }
    return result;
  }

  /** What becomes of a number. */
  private interface ToShort {
    short apply(double value);
  }

  private static short[] shorts(double[] data, ToShort conversion) {
    short[] result = new short[data.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = conversion.apply(data[i]);
    }
    return result;
  }

  private static Tensor half(short[] bits, DType dtype) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data =
          arena.allocate(Math.max(1, 2L * bits.length)).asSlice(0, 2L * bits.length);
      data.copyFrom(MemorySegment.ofArray(bits));
      return Tensor.of(data, Shape.of(bits.length), dtype, Backends.defaultDevice());
    }
  }

  private static boolean[] truths(double[] data) {
    boolean[] result = new boolean[data.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = data[i] != 0;
    }
    return result;
  }

  static Values read(Tensor tensor) {
    return new Values(tensor.shape(), tensor.toDoubleArray());
  }

  /** Checks shape and elements; NaN equals NaN, infinities only themselves. */
  static void assertClose(Values expected, Values actual, double tolerance, String what) {
    assertEquals(expected.shape(), actual.shape(), "shape of " + what);
    for (int i = 0; i < expected.data().length; i++) {
      double e = expected.data()[i];
      double a = actual.data()[i];
      boolean same = Double.compare(e, a) == 0 || e == a;
      if (!same && !(Math.abs(e - a) <= tolerance * (1 + Math.abs(e)))) {
        throw new AssertionError(
            "%s: element %d of shape %s is %s, expected %s (tolerance %s)"
                .formatted(what, i, expected.shape(), a, e, tolerance));
      }
    }
  }
}
