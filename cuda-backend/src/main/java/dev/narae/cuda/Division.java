package dev.narae.cuda;

/** Numbers by which kernels divide positions below 2^31 without a division. */
final class Division {
  private Division() {}

  /**
   * A multiplier m and a shift s for n below 2^31: n / d is n plus the high word of n * m, shifted
   * down by s; packed as m in the low and s in the high word (Granlund and Montgomery 1994, figure
   * 4.1).
   *
   * @param divisor 0, where nothing is divided, or more; above 2^31 the kernels divide themselves
   */
  static long magic(long divisor) {
    if (divisor < 1 || divisor > Integer.MAX_VALUE) {
      return 0;
    }
    int shift = 64 - Long.numberOfLeadingZeros(divisor - 1);
    long multiplier = ((1L << 32) * ((1L << shift) - divisor)) / divisor + 1;
    return (multiplier & 0xFFFFFFFFL) | (long) shift << 32;
  }
}
