package dev.narae.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.cpu.conv.LaneLoops;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows side by side, whose bits must stay, those of a signalling NaN too; and sums of lanes. */
class LaneLoopsTest {
  private static final int SIGNALLING = 0x7F800001;
  private static final int UNTOUCHED = -1;

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void columnsHoldAnElementOfEachRow(int bits) {
    LaneLoops loops = Objects.requireNonNull(LaneWarmup.loops(bits, null).get(1));
    assertEquals(bits / Float.SIZE, loops.lanes());
    for (int more : new int[] {0, 1, loops.lanes() - 1, loops.lanes(), 3 * loops.lanes() + 5}) {
      check(loops, loops.lanes() + more, loops.lanes());
      check(loops, loops.lanes() + more, 2 * loops.lanes() + 1);
    }
  }

  /** Rows in an order of their own, at positions that are no multiples of a vector. */
  private static void check(LaneLoops loops, int count, int step) {
    int lanes = loops.lanes();
    int pitch = count + 3;
    MemorySegment from = Arena.ofAuto().allocate((lanes * pitch + 1L) * Float.BYTES, 4);
    for (int i = 0; i <= lanes * pitch; i++) {
      from.set(JAVA_INT_UNALIGNED, 4L * i, SIGNALLING + i);
    }
    long[] rows = new long[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      rows[lane] = 4L * (1 + (lane * 5 + 2) % lanes * pitch);
    }
    MemorySegment to = Arena.ofAuto().allocate((1L + count * step) * Float.BYTES, 4);
    to.fill((byte) UNTOUCHED);
    loops.sideBySide(from, rows, count, to, 4, 4L * step);
    assertEquals(UNTOUCHED, to.get(JAVA_INT_UNALIGNED, 0));
    for (int i = 0; i < count * step; i++) {
      int column = i / step;
      int lane = i % step;
      int expected =
          lane < lanes ? from.get(JAVA_INT_UNALIGNED, rows[lane] + 4L * column) : UNTOUCHED;
      assertEquals(expected, to.get(JAVA_INT_UNALIGNED, 4L * (1 + i)), column + ", " + lane);
    }
  }

  /** In the order in which plain loops add up rows, whatever the width. */
  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void sumsAreThoseOfAllLanesByHalves(int bits) {
    LaneLoops loops = Objects.requireNonNull(LaneWarmup.loops(bits, null).get(1));
    int lanes = loops.lanes();
    for (int count : new int[] {lanes, lanes + 1, 2 * lanes - 1, 4 * lanes + 3}) {
      checkSums(loops, count, lanes);
      checkSums(loops, count, 3 * lanes);
    }
  }

  private static void checkSums(LaneLoops loops, int count, int step) {
    Random random = new Random(count);
    MemorySegment from = Arena.ofAuto().allocate((1L + count * step) * Float.BYTES, 4);
    for (int i = 0; i <= count * step; i++) {
      from.set(JAVA_FLOAT_UNALIGNED, 4L * i, (float) random.nextGaussian());
    }
    MemorySegment to = Arena.ofAuto().allocate((count + 2L) * Float.BYTES, 4);
    to.fill((byte) UNTOUCHED);
    loops.sums(from, 4, 4L * step, count, to, 4);
    assertEquals(UNTOUCHED, to.get(JAVA_INT_UNALIGNED, 0));
    assertEquals(UNTOUCHED, to.get(JAVA_INT_UNALIGNED, 4L * (count + 1)));
    for (int i = 0; i < count; i++) {
      float[] vector = new float[loops.lanes()];
      MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, 4L * (1 + i * step), vector, 0, vector.length);
      for (int half = vector.length / 2; half > 0; half /= 2) {
        for (int lane = 0; lane < half; lane++) {
          vector[lane] += vector[half + lane];
        }
      }
      assertEquals(vector[0], to.get(JAVA_FLOAT_UNALIGNED, 4L * (1 + i)), "sum " + i);
    }
  }
}
