package dev.narae.cpu.vector;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.narae.cpu.conv.LaneLoops;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes as many columns as a vector has lanes in one go, in place: halves of two vectors
 * change places, then quarters, until single elements do. The last columns reach back: what is
 * written once more comes out the same. {@link SpeciesCopy} makes a copy of this class for each
 * width. What tells the class of a vector is called as {@link Lanewise} explains.
 */
final class LaneVectors implements LaneLoops {
  private static final VectorSpecies<Float> FLOATS = SpeciesCopy.species(MethodHandles.lookup());
  private static final int LANES = FLOATS.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  // Of two vectors, what the first and the second hold after pieces of some elements changed
  // places.
  private static final FloatVector FIRST_HALVES = first(LANES / 2);
  private static final FloatVector SECOND_HALVES = second(LANES / 2);
  private static final FloatVector FIRST_FOURS = first(4);
  private static final FloatVector SECOND_FOURS = second(4);
  private static final FloatVector FIRST_TWOS = first(2);
  private static final FloatVector SECOND_TWOS = second(2);
  private static final FloatVector FIRST_ONES = first(1);
  private static final FloatVector SECOND_ONES = second(1);

  private static FloatVector first(int piece) {
    float[] from = new float[LANES];
    for (int i = 0; i < LANES; i++) {
      from[i] = (i & piece) == 0 ? i : LANES + i - piece;
    }
    return FloatVector.fromArray(FLOATS, from, 0);
  }

  private static FloatVector second(int piece) {
    float[] from = new float[LANES];
    for (int i = 0; i < LANES; i++) {
      from[i] = (i & piece) == 0 ? (i + piece) % LANES : LANES + i;
    }
    return FloatVector.fromArray(FLOATS, from, 0);
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void sideBySide(
      MemorySegment from, long[] rows, int count, MemorySegment to, long at, long step) {
    for (int i = 0; i < count; i += LANES) {
      int column = Math.min(i, count - LANES);
      long start = at + column * step;
      halves(from, rows, (long) column * Float.BYTES, to, start, step);
      if (LANES > 8) {
        fours(to, start, step);
      }
      if (LANES > 4) {
        twos(to, start, step);
      }
      ones(to, start, step);
    }
  }

  private static void halves(
      MemorySegment from, long[] rows, long offset, MemorySegment to, long at, long step) {
    var _ = from.isNative();
    var _ = to.isNative();
    for (int i = 0; i < LANES / 2; i++) {
      FloatVector one = fromMemorySegment(FLOATS, from, rows[i] + offset, ORDER);
      FloatVector other = fromMemorySegment(FLOATS, from, rows[i + LANES / 2] + offset, ORDER);
      FloatVector first = FIRST_HALVES.selectFrom(one, other);
      var _ = first.length();
      first.intoMemorySegment(to, at + i * step, ORDER);
      FloatVector second = SECOND_HALVES.selectFrom(one, other);
      var _ = second.length();
      second.intoMemorySegment(to, at + (i + LANES / 2) * step, ORDER);
    }
  }

  private static void fours(MemorySegment to, long at, long step) {
    var _ = to.isNative();
    for (int i = 0; i < LANES / 2; i++) {
      long here = at + ((i & 3) + 2 * (i & -4)) * step;
      long there = here + 4 * step;
      FloatVector one = fromMemorySegment(FLOATS, to, here, ORDER);
      FloatVector other = fromMemorySegment(FLOATS, to, there, ORDER);
      FloatVector first = FIRST_FOURS.selectFrom(one, other);
      var _ = first.length();
      first.intoMemorySegment(to, here, ORDER);
      FloatVector second = SECOND_FOURS.selectFrom(one, other);
      var _ = second.length();
      second.intoMemorySegment(to, there, ORDER);
    }
  }

  private static void twos(MemorySegment to, long at, long step) {
    var _ = to.isNative();
    for (int i = 0; i < LANES / 2; i++) {
      long here = at + ((i & 1) + 2 * (i & -2)) * step;
      long there = here + 2 * step;
      FloatVector one = fromMemorySegment(FLOATS, to, here, ORDER);
      FloatVector other = fromMemorySegment(FLOATS, to, there, ORDER);
      FloatVector first = FIRST_TWOS.selectFrom(one, other);
      var _ = first.length();
      first.intoMemorySegment(to, here, ORDER);
      FloatVector second = SECOND_TWOS.selectFrom(one, other);
      var _ = second.length();
      second.intoMemorySegment(to, there, ORDER);
    }
  }

  private static void ones(MemorySegment to, long at, long step) {
    var _ = to.isNative();
    for (int i = 0; i < LANES; i += 2) {
      long here = at + i * step;
      long there = here + step;
      FloatVector one = fromMemorySegment(FLOATS, to, here, ORDER);
      FloatVector other = fromMemorySegment(FLOATS, to, there, ORDER);
      FloatVector first = FIRST_ONES.selectFrom(one, other);
      var _ = first.length();
      first.intoMemorySegment(to, here, ORDER);
      FloatVector second = SECOND_ONES.selectFrom(one, other);
      var _ = second.length();
      second.intoMemorySegment(to, there, ORDER);
    }
  }
}
