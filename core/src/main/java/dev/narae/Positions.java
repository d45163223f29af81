package dev.narae;

import java.util.Arrays;

/** Lists of positions, made on the host. */
final class Positions {
  private Positions() {}

  /** A vector of positions on a device. */
  static Tensor on(Device device, long... positions) {
    return Device.with(device, () -> Tensor.of(positions));
  }

  /** Position 0 as often as the first count says, then 1, and so on. */
  static long[] repeated(long... counts) {
    long total = 0;
    for (long count : counts) {
      total = Math.addExact(total, count);
    }
    long[] positions = new long[Math.toIntExact(total)];
    int at = 0;
    for (int i = 0; i < counts.length; i++) {
      int end = at + Math.toIntExact(counts[i]);
      Arrays.fill(positions, at, end, i);
      at = end;
    }
    return positions;
  }
}
