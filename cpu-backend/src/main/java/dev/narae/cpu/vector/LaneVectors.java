package dev.narae.cpu.vector;

import static jdk.incubator.vector.FloatVector.fromArray;
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
      halves(from, rows, (long) column * Float.BYTES, to, start, step);
      for (int piece = LANES / 4; piece > 0; piece /= 2) {
        exchange(piece, to, start, step);
      }
    }
  }

  private static void halves(
      MemorySegment from, long[] rows, long offset, MemorySegment to, long at, long step) {
    var _ = from.isNative();
    var _ = to.isNative();
    int half = LANES / 2;
    FloatVector firsts = fromArray(FLOATS, FIRST, half * LANES);
    FloatVector seconds = fromArray(FLOATS, SECOND, half * LANES);
    for (int i = 0; i < half; i++) {
      FloatVector one = fromMemorySegment(FLOATS, from, rows[i] + offset, ORDER);
      FloatVector other = fromMemorySegment(FLOATS, from, rows[i + half] + offset, ORDER);
      FloatVector first = firsts.selectFrom(one, other);
      var _ = first.length();
      first.intoMemorySegment(to, at + i * step, ORDER);
      FloatVector second = seconds.selectFrom(one, other);
      var _ = second.length();
      second.intoMemorySegment(to, at + (i + half) * step, ORDER);
    }
  }

  private static void exchange(int piece, MemorySegment to, long at, long step) {
    var _ = to.isNative();
    FloatVector firsts = fromArray(FLOATS, FIRST, piece * LANES);
    FloatVector seconds = fromArray(FLOATS, SECOND, piece * LANES);
    for (int i = 0; i < LANES / 2; i++) {
      // Every column whose partner comes piece columns later.
      long here = at + (i + (i & -piece)) * step;
      long there = here + piece * step;
      FloatVector one = fromMemorySegment(FLOATS, to, here, ORDER);
      FloatVector other = fromMemorySegment(FLOATS, to, there, ORDER);
      FloatVector first = firsts.selectFrom(one, other);
      var _ = first.length();
      first.intoMemorySegment(to, here, ORDER);
      FloatVector second = seconds.selectFrom(one, other);
      var _ = second.length();
      second.intoMemorySegment(to, there, ORDER);
    }
  }
}
