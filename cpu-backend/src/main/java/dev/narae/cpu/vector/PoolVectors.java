package dev.narae.cpu.vector;

import dev.narae.cpu.conv.PoolLoops;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Windows of 2×2 elements, a vector of them at a time: the left and the right elements of two rows
 * are brought apart, and their largest chosen lane by lane. {@link SpeciesCopy} makes a copy of
 * this class for each width. Arithmetic and what tells the class of a vector are called as {@link
 * Lanewise} explains.
 */
final class PoolVectors implements PoolLoops {
  private static final VectorSpecies<Float> FLOATS = SpeciesCopy.species(MethodHandles.lookup());

  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final VectorSpecies<Long> LONGS = FLOATS.withLanes(long.class);
  private static final int LANES = FLOATS.length();

  /** Which elements of two vectors are left in their window; the right ones follow them. */
  private static final IntVector LEFT = IntVector.broadcast(INTS, 0).addIndex(2);

  private static final IntVector RIGHT = LEFT.add(1);

  /** Puts left and right elements back in their order: those of the first half, of the second. */
  private static final IntVector FIRST = together(0);

  private static final IntVector SECOND = together(LANES / 2);

  private static IntVector together(int from) {
    int[] order = new int[LANES];
    for (int i = 0; i < LANES; i++) {
      order[i] = from + i / 2 + i % 2 * LANES;
    }
    return IntVector.fromArray(INTS, order, 0);
  }

  @Override
  public void maxima(
      float[] elements, int width, int rows, int columns, float[] maxima, long[] positions) {
    // From right to left: vectors that go beyond a row write what is overwritten later.
    for (int column = lastOf(columns); column >= 0; column -= LANES) {
      maxima(elements, width, rows, columns, column, maxima, positions);
    }
  }

  /** Where the last vector of a row begins. */
  private static int lastOf(int columns) {
    return (columns - 1) / LANES * LANES;
  }

  /** A loop down the rows: along them it would be over after a vector or two. */
  private static void maxima(
      float[] elements,
      int width,
      int rows,
      int columns,
      int column,
      float[] maxima,
      long[] positions) {
    for (int row = 0; row < rows; row++) {
      int upper = 2 * (row * width + column);
      maxima(elements, upper, width, maxima, positions, row * columns + column);
    }
  }

  private static void maxima(
      float[] elements, int upper, int width, float[] maxima, long[] positions, int to) {
    IntVector first = load(elements, upper);
    IntVector second = load(elements, upper + LANES);
    FloatVector left = pick(LEFT, first, second);
    FloatVector right = pick(RIGHT, first, second);
    VectorMask<Float> isRight = beats(right, left);
    FloatVector best = left.blend(right, isRight);
    IntVector at = LEFT.blend(RIGHT, isRight.cast(INTS));

    int lower = upper + width;
    first = load(elements, lower);
    second = load(elements, lower + LANES);
    left = pick(LEFT, first, second);
    right = pick(RIGHT, first, second);
    isRight = beats(right, left);
    FloatVector below = left.blend(right, isRight);
    IntVector belowAt =
        LEFT.blend(RIGHT, isRight.cast(INTS)).lanewise(VectorOperators.ADD, all(width));

    VectorMask<Float> isBelow = beats(below, best);
    store(best.blend(below, isBelow), maxima, to);
    IntVector position = at.blend(belowAt, isBelow.cast(INTS));
    storeLongs(position.lanewise(VectorOperators.ADD, all(upper)), positions, to);
  }

  /** Whether elements come before others as maxima: those are not NaN, and smaller or these NaN. */
  private static VectorMask<Float> beats(FloatVector elements, FloatVector others) {
    VectorMask<Float> isNaN = others.compare(VectorOperators.NE, others);
    return others.compare(VectorOperators.GE, elements).or(isNaN).not();
  }

  @Override
  public boolean gradients(
      float[] gradients, long[] positions, int rows, int columns, float[] plane, int width) {
    int strays = 0;
    for (int column = lastOf(columns); column >= 0; column -= LANES) {
      strays += gradients(gradients, positions, rows, columns, column, plane, width);
    }
    return strays == 0;
  }

  private static int gradients(
      float[] gradients,
      long[] positions,
      int rows,
      int columns,
      int column,
      float[] plane,
      int width) {
    int count = Math.min(LANES, columns - column);
    int strays = 0;
    for (int row = 0; row < rows; row++) {
      int upper = 2 * (row * width + column);
      strays += spread(gradients, positions, row * columns + column, count, plane, upper, width);
    }
    return strays;
  }

  /** Returns how many of the first {@code count} positions lie outside their window. */
  private static int spread(
      float[] gradients,
      long[] positions,
      int from,
      int count,
      float[] plane,
      int upper,
      int width) {
    // A sum with zero, as elsewhere: -0 becomes 0.
    FloatVector gradient =
        FloatVector.fromArray(FLOATS, gradients, from)
            .lanewise(VectorOperators.ADD, FloatVector.zero(FLOATS));
    IntVector at = loadLongs(positions, from).lanewise(VectorOperators.SUB, all(upper));
    VectorMask<Integer> upperLeft = at.compare(VectorOperators.EQ, LEFT);
    VectorMask<Integer> upperRight = at.compare(VectorOperators.EQ, RIGHT);
    IntVector below = at.lanewise(VectorOperators.SUB, all(width));
    VectorMask<Integer> lowerLeft = below.compare(VectorOperators.EQ, LEFT);
    VectorMask<Integer> lowerRight = below.compare(VectorOperators.EQ, RIGHT);
    store(only(gradient, upperLeft), only(gradient, upperRight), plane, upper);
    store(only(gradient, lowerLeft), only(gradient, lowerRight), plane, upper + width);
    VectorMask<Integer> found = upperLeft.or(upperRight).or(lowerLeft).or(lowerRight);
    return found.or(INTS.indexInRange(0, count).not()).not().trueCount();
  }

  private static IntVector only(FloatVector values, VectorMask<Integer> where) {
    return IntVector.zero(INTS).blend(bits(values), where);
  }

  private static void store(IntVector left, IntVector right, float[] plane, int to) {
    store(pick(FIRST, left, right), plane, to);
    store(pick(SECOND, left, right), plane, to + LANES);
  }

  private static void store(FloatVector values, float[] to, int at) {
    var _ = values.length();
    values.intoArray(to, at);
  }

  private static IntVector all(int value) {
    return IntVector.broadcast(INTS, value);
  }

  private static IntVector bits(FloatVector values) {
    var _ = values.length();
    return values.reinterpretAsInts();
  }

  private static IntVector load(float[] elements, int at) {
    return bits(FloatVector.fromArray(FLOATS, elements, at));
  }

  private static FloatVector pick(IntVector which, IntVector first, IntVector second) {
    IntVector picked = which.selectFrom(first, second);
    var _ = picked.length();
    return picked.reinterpretAsFloats();
  }

  private static void storeLongs(IntVector values, long[] to, int at) {
    storeHalf(values, 0, to, at);
    storeHalf(values, 1, to, at + LANES / 2);
  }

  private static void storeHalf(IntVector values, int half, long[] to, int at) {
    var _ = values.length();
    LongVector longs = (LongVector) values.convertShape(VectorOperators.I2L, LONGS, half);
    var _ = longs.length();
    longs.intoArray(to, at);
  }

  /** Numbers that fit an int: their lower halves, which come first in a vector on any machine. */
  private static IntVector loadLongs(long[] from, int at) {
    return LEFT.selectFrom(halves(from, at), halves(from, at + LANES / 2));
  }

  private static IntVector halves(long[] from, int at) {
    LongVector longs = LongVector.fromArray(LONGS, from, at);
    var _ = longs.length();
    return longs.reinterpretAsInts();
  }
}
