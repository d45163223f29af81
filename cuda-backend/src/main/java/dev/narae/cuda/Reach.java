package dev.narae.cuda;

import dev.narae.spi.Loops;

/** How far loops reach in memory. */
final class Reach {
  private Reach() {}

  /** Whether all positions of all operands, counted from their first elements, fit 32 bits. */
  static boolean fits32(Loops loops, int operands) {
    long count = 1;
    for (int i = 0; i < loops.depth(); i++) {
      count *= loops.extent(i);
    }
    if (count > Integer.MAX_VALUE) {
      return false;
    }
    for (int o = 0; o < operands; o++) {
      long reach = 0;
      for (int i = 0; i < loops.depth(); i++) {
        reach += Math.abs(loops.stride(o, i)) * (loops.extent(i) - 1);
      }
      if (reach > Integer.MAX_VALUE) {
        return false;
      }
    }
    return true;
  }
}
