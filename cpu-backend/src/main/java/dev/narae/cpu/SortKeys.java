package dev.narae.cpu;

import dev.narae.BFloat16;
import dev.narae.spi.View;

/** Elements as whole numbers of the same order. */
final class SortKeys {
  private final Numbers elements;
  private final int bytes;

  SortKeys(View input) {
    this.elements = new Numbers(input);
    this.bytes = input.dtype().bytes();
  }

  /** How many of a key's lower bytes tell keys apart. */
  int bytes() {
    return bytes;
  }

  /** A number that, read as signed, has the order of the elements, or the opposite one. */
  long signed(long at, boolean descending) {
    long key = descending ? ~key(at) : key(at);
    return bytes == Long.BYTES ? key ^ Long.MIN_VALUE : key & ((1L << (bytes * Byte.SIZE)) - 1);
  }

  /** A number whose lower bytes, read as unsigned, have the order of the elements. */
  long key(long at) {
    return switch (elements.dtype()) {
      case F64 -> doubleKey(elements.real(at));
      case F32 -> floatKey((float) elements.real(at));
      case F16 -> halfKey(Float.floatToFloat16(ordinary((float) elements.real(at))));
      case BF16 -> halfKey(BFloat16.fromFloat(ordinary((float) elements.real(at))));
      case I64 -> elements.whole(at) ^ Long.MIN_VALUE;
      case I32 -> elements.whole(at) ^ 0x8000_0000L;
      case I16 -> elements.whole(at) ^ 0x8000;
      case I8 -> elements.whole(at) ^ 0x80;
      case BOOL, U8 -> elements.whole(at);
    };
  }

  /** Adding 0 makes -0 equal to 0; all NaN become one, which is positive and thus the largest. */
  private static long doubleKey(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits ^ (bits >> 63 | Long.MIN_VALUE);
  }

  /** The conversion to half precision keeps the sign of a NaN, so that it is taken away before. */
  private static float ordinary(float value) {
    return Float.isNaN(value) ? Float.NaN : value + 0.0f;
  }

  private static long halfKey(short bits) {
    return bits ^ (bits >> 15 | Short.MIN_VALUE);
  }

  private static long floatKey(float value) {
    int bits = Float.floatToIntBits(value + 0.0f);
    return bits ^ (bits >> 31 | Integer.MIN_VALUE);
  }
}
