package dev.narae.expr;

/**
 * The counter-based generator Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers:
 * As Easy as 1, 2, 3; SC 2011, section 3.3). Every backend computes these bits.
 */
public final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  /** How many words a block has. */
  static final int WORDS = 4;

  private Philox() {}

  /** The four output words for a 64-bit key and the counter (low, high, 0, 0). */
  public static int[] block(long key, long counter) {
    return block((int) key, (int) (key >>> 32), (int) counter, (int) (counter >>> 32), 0, 0);
  }

  /** The four output words for a key of two and a counter of four words. */
  static int[] block(int key0, int key1, int x0, int x1, int x2, int x3) {
    int k0 = key0;
    int k1 = key1;
    int c0 = x0;
    int c1 = x1;
    int c2 = x2;
    int c3 = x3;
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
      long p1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c0 = n0;
      c1 = (int) p1;
      c2 = n2;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return new int[] {c0, c1, c2, c3};
  }

  /** A word as a float in [0, 1): its upper 24 bits times 2^-24. */
  public static float toFloat(int word) {
    return (word >>> 8) * 0x1p-24f;
  }

  /** Two words as a double in [0, 1): 53 bits, the first word on top, times 2^-53. */
  public static double toDouble(int high, int low) {
    return ((((long) high << 32) | (low & 0xFFFFFFFFL)) >>> 11) * 0x1p-53;
  }
}
