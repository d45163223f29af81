package dev.narae.cpu.vector;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.ADD;

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

  // What two vectors hold after pieces of so many elements changed places, for each size of piece.
  private static final float[] FIRST = places(false);
  private static final float[] SECOND = places(true);

  private static float[] places(boolean second) {
    float[] places = new float[LANES * LANES];
    for (int piece = 1; piece < LANES; piece *= 2) {
      for (int i = 0; i < LANES; i++) {
        boolean stays = (i & piece) == 0 != second;
        int place = second ? i + piece : LANES + i - piece;
        places[piece * LANES + i] = stays ? i + (second ? LANES : 0) : place;
      }
    }
    return places;
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
      fromRows(from, rows, (long) column * Float.BYTES, to, start, step);
      if (LANES == 16) {
        exchangeTwice(to, start, step);
      } else if (LANES == 8) {
        exchange(to, start, step);
      }
    }
  }

  /** Halves change places, and then quarters. */
  private static void fromRows(
      MemorySegment from, long[] rows, long offset, MemorySegment to, long at, long step) {
    var _ = from.isNative();
    var _ = to.isNative();
    int piece = LANES / 4;
    FloatVector firstHalves = fromArray(FLOATS, FIRST, 2 * piece * LANES);
    FloatVector secondHalves = fromArray(FLOATS, SECOND, 2 * piece * LANES);
    FloatVector firsts = fromArray(FLOATS, FIRST, piece * LANES);
    FloatVector seconds = fromArray(FLOATS, SECOND, piece * LANES);
    for (int i = 0; i < piece; i++) {
      FloatVector a = fromMemorySegment(FLOATS, from, rows[i] + offset, ORDER);
      FloatVector b = fromMemorySegment(FLOATS, from, rows[i + piece] + offset, ORDER);
      FloatVector c = fromMemorySegment(FLOATS, from, rows[i + 2 * piece] + offset, ORDER);
      FloatVector d = fromMemorySegment(FLOATS, from, rows[i + 3 * piece] + offset, ORDER);
      FloatVector ac = firstHalves.selectFrom(a, c);
      FloatVector bd = firstHalves.selectFrom(b, d);
      FloatVector ca = secondHalves.selectFrom(a, c);
      FloatVector db = secondHalves.selectFrom(b, d);
      FloatVector first = firsts.selectFrom(ac, bd);
      var _ = first.length();
      first.intoMemorySegment(to, at + i * step, ORDER);
      FloatVector second = seconds.selectFrom(ac, bd);
      var _ = second.length();
      second.intoMemorySegment(to, at + (i + piece) * step, ORDER);
      FloatVector third = firsts.selectFrom(ca, db);
      var _ = third.length();
      third.intoMemorySegment(to, at + (i + 2 * piece) * step, ORDER);
      FloatVector fourth = seconds.selectFrom(ca, db);
      var _ = fourth.length();
      fourth.intoMemorySegment(to, at + (i + 3 * piece) * step, ORDER);
    }
  }

  /** Pairs of elements change places, and then single ones. */
  private static void exchangeTwice(MemorySegment to, long at, long step) {
    var _ = to.isNative();
    FloatVector firstPairs = fromArray(FLOATS, FIRST, 2 * LANES);
    FloatVector secondPairs = fromArray(FLOATS, SECOND, 2 * LANES);
    FloatVector firsts = fromArray(FLOATS, FIRST, LANES);
    FloatVector seconds = fromArray(FLOATS, SECOND, LANES);
    for (int i = 0; i < LANES; i += 4) {
      long here = at + i * step;
      FloatVector a = fromMemorySegment(FLOATS, to, here, ORDER);
      FloatVector b = fromMemorySegment(FLOATS, to, here + step, ORDER);
      FloatVector c = fromMemorySegment(FLOATS, to, here + 2 * step, ORDER);
      FloatVector d = fromMemorySegment(FLOATS, to, here + 3 * step, ORDER);
      FloatVector ac = firstPairs.selectFrom(a, c);
      FloatVector bd = firstPairs.selectFrom(b, d);
      FloatVector ca = secondPairs.selectFrom(a, c);
      FloatVector db = secondPairs.selectFrom(b, d);
      FloatVector first = firsts.selectFrom(ac, bd);
      var _ = first.length();
      first.intoMemorySegment(to, here, ORDER);
      FloatVector second = seconds.selectFrom(ac, bd);
      var _ = second.length();
      second.intoMemorySegment(to, here + step, ORDER);
      FloatVector third = firsts.selectFrom(ca, db);
      var _ = third.length();
      third.intoMemorySegment(to, here + 2 * step, ORDER);
      FloatVector fourth = seconds.selectFrom(ca, db);
      var _ = fourth.length();
      fourth.intoMemorySegment(to, here + 3 * step, ORDER);
    }
  }

  /** Neighbouring elements change places. */
  private static void exchange(MemorySegment to, long at, long step) {
    var _ = to.isNative();
    FloatVector firsts = fromArray(FLOATS, FIRST, LANES);
    FloatVector seconds = fromArray(FLOATS, SECOND, LANES);
    for (int i = 0; i < LANES; i += 2) {
      long here = at + i * step;
      FloatVector one = fromMemorySegment(FLOATS, to, here, ORDER);
      FloatVector other = fromMemorySegment(FLOATS, to, here + step, ORDER);
      FloatVector first = firsts.selectFrom(one, other);
      var _ = first.length();
      first.intoMemorySegment(to, here, ORDER);
      FloatVector second = seconds.selectFrom(one, other);
      var _ = second.length();
      second.intoMemorySegment(to, here + step, ORDER);
    }
  }

  @Override
  public void sums(MemorySegment from, long at, long step, int count, MemorySegment to, long toAt) {
    float[] parts = new float[LANES * LANES / 4];
    for (int i = 0; i < count; i += LANES) {
      int first = Math.min(i, count - LANES);
      quarters(from, at + first * step, step, parts);
      long place = toAt + (long) first * Float.BYTES;
      if (LANES == 16) {
        ofFour(parts, to, place);
      } else if (LANES == 8) {
        ofTwo(parts, to, place);
      } else {
        FloatVector sums = fromArray(FLOATS, parts, 0);
        var _ = sums.length();
        sums.intoMemorySegment(to, place, ORDER);
      }
    }
  }

  /**
   * Makes a vector of four: each has a quarter of its lanes there, to which the other quarters were
   * added.
   */
  private static void quarters(MemorySegment from, long at, long step, float[] parts) {
    var _ = from.isNative();
    int piece = LANES / 4;
    FloatVector firstHalves = fromArray(FLOATS, FIRST, 2 * piece * LANES);
    FloatVector secondHalves = fromArray(FLOATS, SECOND, 2 * piece * LANES);
    FloatVector firsts = fromArray(FLOATS, FIRST, piece * LANES);
    FloatVector seconds = fromArray(FLOATS, SECOND, piece * LANES);
    for (int i = 0; i < piece; i++) {
      long here = at + i * step;
      FloatVector a = fromMemorySegment(FLOATS, from, here, ORDER);
      FloatVector b = fromMemorySegment(FLOATS, from, here + piece * step, ORDER);
      FloatVector c = fromMemorySegment(FLOATS, from, here + 2L * piece * step, ORDER);
      FloatVector d = fromMemorySegment(FLOATS, from, here + 3L * piece * step, ORDER);
      FloatVector ac = firstHalves.selectFrom(a, c).lanewise(ADD, secondHalves.selectFrom(a, c));
      FloatVector bd = firstHalves.selectFrom(b, d).lanewise(ADD, secondHalves.selectFrom(b, d));
      FloatVector sum = firsts.selectFrom(ac, bd).lanewise(ADD, seconds.selectFrom(ac, bd));
      var _ = sum.length();
      sum.intoArray(parts, i * LANES);
    }
  }

  /** Adds up what four vectors of parts hold: pairs, and then single ones. */
  private static void ofFour(float[] parts, MemorySegment to, long at) {
    var _ = to.isNative();
    FloatVector firstPairs = fromArray(FLOATS, FIRST, 2 * LANES);
    FloatVector secondPairs = fromArray(FLOATS, SECOND, 2 * LANES);
    FloatVector firsts = fromArray(FLOATS, FIRST, LANES);
    FloatVector seconds = fromArray(FLOATS, SECOND, LANES);
    FloatVector a = fromArray(FLOATS, parts, 0);
    FloatVector b = fromArray(FLOATS, parts, LANES);
    FloatVector c = fromArray(FLOATS, parts, 2 * LANES);
    FloatVector d = fromArray(FLOATS, parts, 3 * LANES);
    FloatVector ac = firstPairs.selectFrom(a, c).lanewise(ADD, secondPairs.selectFrom(a, c));
    FloatVector bd = firstPairs.selectFrom(b, d).lanewise(ADD, secondPairs.selectFrom(b, d));
    FloatVector sums = firsts.selectFrom(ac, bd).lanewise(ADD, seconds.selectFrom(ac, bd));
    var _ = sums.length();
    sums.intoMemorySegment(to, at, ORDER);
  }

  /** Adds up what two vectors of parts hold. */
  private static void ofTwo(float[] parts, MemorySegment to, long at) {
    var _ = to.isNative();
    FloatVector firsts = fromArray(FLOATS, FIRST, LANES);
    FloatVector seconds = fromArray(FLOATS, SECOND, LANES);
    FloatVector a = fromArray(FLOATS, parts, 0);
    FloatVector b = fromArray(FLOATS, parts, LANES);
    FloatVector sums = firsts.selectFrom(a, b).lanewise(ADD, seconds.selectFrom(a, b));
    var _ = sums.length();
    sums.intoMemorySegment(to, at, ORDER);
  }
}
