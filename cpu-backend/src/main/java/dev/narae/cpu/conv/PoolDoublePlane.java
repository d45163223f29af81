package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.spi.FusedOp.MaxPool2d;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A plane of F64: a key is the element's order. */
final class PoolDoublePlane extends PoolPlane {
  private static final long INFINITY = 0x7FF0000000000000L;

  /** Below every element. */
  private static final long PADDING = Long.MIN_VALUE;

  private final long[] keys;

  PoolDoublePlane(MaxPool2d op, int height, int width, int outH, int outW) {
    super(op, height, width, outH, outW);
    keys = new long[rows() * pitch()];
    Arrays.fill(keys, PADDING);
  }

  @Override
  void loadRow(Floats from, long at, long step, int to, int count) {
    MemorySegment memory = from.memory();
    for (int i = 0; i < count; i++) {
      long bits = memory.get(JAVA_LONG_UNALIGNED, (at + i * step) * Double.BYTES);
      long magnitude = bits & Long.MAX_VALUE;
      long sign = bits >> 63;
      // Negative numbers are ordered backwards; both zeros are equal; a NaN is above infinity.
      keys[to + i] = magnitude > INFINITY ? Long.MAX_VALUE : (magnitude ^ sign) - sign;
    }
  }

  @Override
  void search() {
    for (int i = 0; i < windows.length; i++) {
      int at = windows[i];
      long best = PADDING;
      for (int tap : taps) {
        long key = keys[windows[i] + tap];
        if (key > best) {
          best = key;
          at = windows[i] + tap;
        }
      }
      found[i] = at;
    }
  }
}
