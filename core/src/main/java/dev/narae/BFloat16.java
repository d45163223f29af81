package dev.narae;

/**
 * Elements of {@link DType#BF16} as the 16 bits they have in memory. For {@link DType#F16} Java has
 * {@link Float#float16ToFloat} and {@link Float#floatToFloat16}.
 */
public final class BFloat16 {
  private static final short NAN = 0x7FC0;
  private static final int HALF_A_STEP = 0x7FFF;

  private BFloat16() {}

  /** The number that 16 bits stand for; exact. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << Short.SIZE);
  }

  /** The bits of the nearest number, ties to even; NaN stays NaN. */
  public static short fromFloat(float value) {
    if (Float.isNaN(value)) {
      return NAN;
    }
    int bits = Float.floatToRawIntBits(value);
    int odd = (bits >>> Short.SIZE) & 1;
    return (short) ((bits + HALF_A_STEP + odd) >>> Short.SIZE);
  }
}
