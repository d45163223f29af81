package dev.narae.expr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The random numbers against the published answers of Philox4x32-10. */
final class PhiloxTest {

  /** The algorithm again, written down from its definition with all counter words free. */
  private static int[] philox(int[] counter, int[] key) {
    int[] c = counter.clone();
    for (int round = 0; round < 10; round++) {
      int k0 = key[0] + round * 0x9E3779B9;
      int k1 = key[1] + round * 0xBB67AE85;
      long left = 0xD2511F53L * Integer.toUnsignedLong(c[0]);
      long right = 0xCD9E8D57L * Integer.toUnsignedLong(c[2]);
      c =
          new int[] {
            (int) (right >>> 32) ^ c[1] ^ k0,
            (int) right,
            (int) (left >>> 32) ^ c[3] ^ k1,
            (int) left
          };
    }
    return c;
  }

  private static void assertWords(String expected, int... words) {
    assertEquals(expected, "%08x %08x %08x %08x".formatted(words[0], words[1], words[2], words[3]));
  }

  /** The file kat_vectors of the Random123 library, lines philox4x32 10. */
  @Test
  void publishedVectors() {
    assertWords("6627e8d5 e169c58d bc57ac4c 9b00dbd8", philox(new int[4], new int[2]));
    assertWords(
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
        philox(new int[] {-1, -1, -1, -1}, new int[] {-1, -1}));
    assertWords(
        "d16cfe09 94fdcceb 5001e420 24126ea1",
        philox(
            new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
            new int[] {0xa4093822, 0x299f31d0}));
    assertWords("6627e8d5 e169c58d bc57ac4c 9b00dbd8", Philox.block(0, 0));
  }

  @Test
  void blocksAreThoseOfTheAlgorithm() {
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      long key = random.nextLong();
      long counter = random.nextLong();
      assertArrayEquals(
          philox(
              new int[] {(int) counter, (int) (counter >>> 32), 0, 0},
              new int[] {(int) key, (int) (key >>> 32)}),
          Philox.block(key, counter));
    }
  }

  @Test
  void wordsBecomeNumbersBelowOne() {
    assertEquals(0f, Philox.toFloat(0));
    assertEquals(1 - 0x1p-24f, Philox.toFloat(-1));
    assertEquals(0.5f, Philox.toFloat(0x80000000));
    assertEquals(0.0, Philox.toDouble(0, 0x7FF));
    assertEquals(1 - 0x1p-53, Philox.toDouble(-1, -1));
    assertEquals(0x1p-53, Philox.toDouble(0, 0x800));
  }

  @Test
  void numbersAreSpreadEvenly() {
    int[] tenths = new int[10];
    for (int i = 0; i < 100_000; i++) {
      tenths[(int) (10 * Philox.toFloat(Philox.block(42, i)[i % 4]))]++;
    }
    for (int count : tenths) {
      assertTrue(Math.abs(count - 10_000) < 500, "a tenth holds " + count);
    }
  }
}
