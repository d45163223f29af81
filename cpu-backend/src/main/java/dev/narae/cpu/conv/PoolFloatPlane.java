package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.narae.spi.FusedOp.MaxPool2d;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A plane of F32: the order of an element above its position is one number to compare. */
final class PoolFloatPlane extends PoolPlane {
  private static final int INFINITY = 0x7F800000;

  private final int[] orders;

  PoolFloatPlane(MaxPool2d op, int height, int width, int outH, int outW) {
    super(op, height, width, outH, outW);
    this.orders = new int[rows() * pitch()];
    Arrays.fill(orders, Integer.MIN_VALUE);
  }

  @Override
  void loadRow(Floats from, long at, long step, int to, int count) {
    if (step == 1) {
      MemorySegment.copy(from.memory(), JAVA_INT_UNALIGNED, at * Float.BYTES, orders, to, count);
    } else {
      for (int i = 0; i < count; i++) {
        orders[to + i] = from.memory().get(JAVA_INT_UNALIGNED, (at + i * step) * Float.BYTES);
      }
    }
    order(orders, to, to + count);
  }

  /** Replaces the bits of floats by whole numbers of the same order. */
  private static void order(int[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      int bits = values[i];
      int magnitude = bits & Integer.MAX_VALUE;
      int sign = bits >> 31;
      // Negative numbers are ordered backwards; both zeros are equal; a NaN is above infinity.
      int ordered = (magnitude ^ sign) - sign;
      int isNaN = (INFINITY - magnitude) >> 31;
      values[i] = (ordered & ~isNaN) | (Integer.MAX_VALUE & isNaN);
    }
  }

  @Override
  void search() {
    if (taps.length == 4) {
      searchFour(orders, taps, windows, found);
    } else {
      search(orders, taps, windows, found);
    }
  }

  private static void search(int[] orders, int[] taps, int[] windows, int[] found) {
    for (int i = 0; i < windows.length; i++) {
      int window = windows[i];
      long best = Long.MIN_VALUE;
      for (int tap : taps) {
        best = Math.max(best, key(orders, window + tap));
      }
      found[i] = ~(int) best;
    }
  }

  /** The commonest case, without a loop inside. */
  private static void searchFour(int[] orders, int[] taps, int[] windows, int[] found) {
    int second = taps[1];
    int third = taps[2];
    int fourth = taps[3];
    for (int i = 0; i < windows.length; i++) {
      int at = windows[i];
      long upper = Math.max(key(orders, at), key(orders, at + second));
      long lower = Math.max(key(orders, at + third), key(orders, at + fourth));
      found[i] = ~(int) Math.max(upper, lower);
    }
  }

  /** The earlier of two equal elements counts as the larger. */
  private static long key(int[] orders, int at) {
    return ((long) orders[at] << 32) | (~at & 0xFFFFFFFFL);
  }
}
