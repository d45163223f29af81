package dev.narae.cpu.vector;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.MUL;
import static jdk.incubator.vector.VectorOperators.SUB;

import dev.narae.cpu.conv.WinogradLoops;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transforms of a vector of elements, or of tiles, in one go. {@link SpeciesCopy} makes a copy of
 * this class for each width. Arithmetic and what tells the class of a vector are called as {@link
 * Lanewise} explains; loops call them directly, for HotSpot inlines methods of ours only until a
 * compilation is large, and these in any.
 */
final class WinogradVectors implements WinogradLoops {
  private static final VectorSpecies<Float> FLOATS = SpeciesCopy.species(MethodHandles.lookup());

  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class).check(int.class);

  private static final int LANES = FLOATS.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Every other element of two vectors. */
  private static final FloatVector EVEN = FloatVector.broadcast(FLOATS, 0).addIndex(2);

  private static final FloatVector ODD = EVEN.add(1);

  /** Puts elements of two vectors in turn: those of their first halves, of their second ones. */
  private static final FloatVector FIRST = inTurn(0);

  private static final FloatVector SECOND = inTurn(LANES / 2);

  /** Takes the next element; in place of the last it repeats the first. */
  private static final FloatVector NEXT = next();

  private static final FloatVector PLUS_NEAR = all(NEAR);
  private static final FloatVector MINUS_NEAR = all(-NEAR);
  private static final FloatVector PLUS_FAR = all(FAR);
  private static final FloatVector MINUS_FAR = all(-FAR);
  private static final FloatVector MINUS_TWO_AND_A_HALF = all(-2.5f);
  private static final FloatVector MINUS_TWO = all(-2);
  private static final FloatVector MINUS_HALF = all(-0.5f);
  private static final FloatVector HALF = all(0.5f);
  private static final FloatVector TWO = all(2);
  private static final FloatVector FOUR = all(4);

  private static FloatVector all(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  private static FloatVector next() {
    float[] order = new float[LANES];
    for (int i = 0; i < LANES; i++) {
      order[i] = (i + 1) % LANES;
    }
    return fromArray(FLOATS, order, 0);
  }

  private static FloatVector inTurn(int from) {
    float[] order = new float[LANES];
    for (int i = 0; i < LANES; i++) {
      order[i] = from + i / 2 + i % 2 * LANES;
    }
    return fromArray(FLOATS, order, 0);
  }

  @Override
  public int largest(float[] numbers, int from, int count) {
    int largest = 0;
    int i = from;
    int end = from + count;
    if (count >= LANES) {
      IntVector most = IntVector.broadcast(INTS, 0);
      for (; i + LANES <= end; i += LANES) {
        IntVector bits = fromArray(FLOATS, numbers, i).reinterpretAsInts();
        most = bits.lanewise(AND, Integer.MAX_VALUE).lanewise(MAX, most);
      }
      largest = most.reduceLanes(MAX);
    }
    for (; i < end; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(numbers[i]) & Integer.MAX_VALUE);
    }
    return largest;
  }

  @Override
  public void inputRows(float[] plane, int[] rows, int count, float[][] lines, int to) {
    int row0 = rows[0];
    int row1 = rows[1];
    int row2 = rows[2];
    int row3 = rows[3];
    int row4 = rows[4];
    int row5 = rows[5];
    float[] line0 = lines[0];
    float[] line1 = lines[1];
    float[] line2 = lines[2];
    float[] line3 = lines[3];
    float[] line4 = lines[4];
    float[] line5 = lines[5];
    int last = Math.max(0, count - LANES);
    for (int next = 0; next < count; next += LANES) {
      int i = Math.min(next, last);
      FloatVector d1 = fromArray(FLOATS, plane, row1 + i);
      FloatVector d2 = fromArray(FLOATS, plane, row2 + i);
      FloatVector d3 = fromArray(FLOATS, plane, row3 + i);
      FloatVector d4 = fromArray(FLOATS, plane, row4 + i);
      FloatVector nearEven = d2.lanewise(FMA, MINUS_TWO, d4);
      FloatVector nearOdd = d1.lanewise(FMA, MINUS_TWO, d3);
      FloatVector farEven = d2.lanewise(FMA, MINUS_HALF, d4);
      FloatVector farOdd = d1.lanewise(FMA, MINUS_HALF, d3);
      FloatVector point0 =
          d2.lanewise(FMA, MINUS_TWO_AND_A_HALF, fromArray(FLOATS, plane, row0 + i))
              .lanewise(ADD, d4);
      FloatVector point1 = nearOdd.lanewise(FMA, PLUS_NEAR, nearEven);
      FloatVector point2 = nearOdd.lanewise(FMA, MINUS_NEAR, nearEven);
      FloatVector point3 = farOdd.lanewise(FMA, PLUS_FAR, farEven);
      FloatVector point4 = farOdd.lanewise(FMA, MINUS_FAR, farEven);
      FloatVector point5 =
          d3.lanewise(FMA, MINUS_TWO_AND_A_HALF, d1)
              .lanewise(ADD, fromArray(FLOATS, plane, row5 + i));
      var _ = point0.length();
      point0.intoArray(line0, to + i);
      var _ = point1.length();
      point1.intoArray(line1, to + i);
      var _ = point2.length();
      point2.intoArray(line2, to + i);
      var _ = point3.length();
      point3.intoArray(line3, to + i);
      var _ = point4.length();
      point4.intoArray(line4, to + i);
      var _ = point5.length();
      point5.intoArray(line5, to + i);
    }
  }

  @Override
  public void inputColumns(float[] line, Grid grid, MemorySegment to, long at, long step) {
    var _ = to.isNative();
    int tiles = grid.tiles();
    int pitch = grid.pitch();
    long first = at;
    int end = grid.rows() * pitch;
    for (int row = 0; row < end; row += pitch) {
      for (int i = 0; i < tiles; i += LANES - 1) {
        int from = row + TILE * i;
        FloatVector a = fromArray(FLOATS, line, from);
        FloatVector b = fromArray(FLOATS, line, from + LANES);
        FloatVector c = fromArray(FLOATS, line, from + 2 * LANES);
        FloatVector d = fromArray(FLOATS, line, from + 3 * LANES);
        FloatVector evens = EVEN.selectFrom(a, b);
        FloatVector moreEvens = EVEN.selectFrom(c, d);
        FloatVector odds = ODD.selectFrom(a, b);
        FloatVector moreOdds = ODD.selectFrom(c, d);
        FloatVector d0 = EVEN.selectFrom(evens, moreEvens);
        FloatVector d1 = EVEN.selectFrom(odds, moreOdds);
        FloatVector d2 = ODD.selectFrom(evens, moreEvens);
        FloatVector d3 = ODD.selectFrom(odds, moreOdds);
        FloatVector d4 = NEXT.selectFrom(d0);
        FloatVector d5 = NEXT.selectFrom(d1);
        long point = first + (long) i * Float.BYTES;
        FloatVector nearEven = d2.lanewise(FMA, MINUS_TWO, d4);
        FloatVector nearOdd = d1.lanewise(FMA, MINUS_TWO, d3);
        FloatVector farEven = d2.lanewise(FMA, MINUS_HALF, d4);
        FloatVector farOdd = d1.lanewise(FMA, MINUS_HALF, d3);
        FloatVector point0 = d2.lanewise(FMA, MINUS_TWO_AND_A_HALF, d0).lanewise(ADD, d4);
        FloatVector point1 = nearOdd.lanewise(FMA, PLUS_NEAR, nearEven);
        FloatVector point2 = nearOdd.lanewise(FMA, MINUS_NEAR, nearEven);
        FloatVector point3 = farOdd.lanewise(FMA, PLUS_FAR, farEven);
        FloatVector point4 = farOdd.lanewise(FMA, MINUS_FAR, farEven);
        FloatVector point5 = d3.lanewise(FMA, MINUS_TWO_AND_A_HALF, d1).lanewise(ADD, d5);
        var _ = point0.length();
        point0.intoMemorySegment(to, point, ORDER);
        var _ = point1.length();
        point1.intoMemorySegment(to, point + step, ORDER);
        var _ = point2.length();
        point2.intoMemorySegment(to, point + 2 * step, ORDER);
        var _ = point3.length();
        point3.intoMemorySegment(to, point + 3 * step, ORDER);
        var _ = point4.length();
        point4.intoMemorySegment(to, point + 4 * step, ORDER);
        var _ = point5.length();
        point5.intoMemorySegment(to, point + 5 * step, ORDER);
      }
      first += (long) tiles * Float.BYTES;
    }
  }

  @Override
  public void outputRows(
      MemorySegment from, long at, long step, int count, float[][] parts, int column) {
    var _ = from.isNative();
    float[] row0 = parts[column];
    float[] row1 = parts[SIDE + column];
    float[] row2 = parts[2 * SIDE + column];
    float[] row3 = parts[3 * SIDE + column];
    for (int i = 0; i < count; i += LANES) {
      long point = at + (long) i * Float.BYTES;
      FloatVector m1 = fromMemorySegment(FLOATS, from, point + step, ORDER);
      FloatVector m2 = fromMemorySegment(FLOATS, from, point + 2 * step, ORDER);
      FloatVector m3 = fromMemorySegment(FLOATS, from, point + 3 * step, ORDER);
      FloatVector m4 = fromMemorySegment(FLOATS, from, point + 4 * step, ORDER);
      FloatVector m5 = fromMemorySegment(FLOATS, from, point + 5 * step, ORDER);
      FloatVector near = m1.lanewise(ADD, m2);
      FloatVector nearOdd = m1.lanewise(SUB, m2);
      FloatVector far = m3.lanewise(ADD, m4);
      FloatVector farOdd = m3.lanewise(SUB, m4);
      FloatVector y0 =
          fromMemorySegment(FLOATS, from, point, ORDER).lanewise(ADD, near).lanewise(ADD, far);
      FloatVector y1 = farOdd.lanewise(FMA, TWO, nearOdd).lanewise(MUL, PLUS_NEAR);
      FloatVector y2 = far.lanewise(FMA, TWO, near.lanewise(MUL, HALF));
      FloatVector y3 =
          farOdd.lanewise(FMA, FOUR, nearOdd.lanewise(MUL, HALF)).lanewise(FMA, PLUS_NEAR, m5);
      var _ = y0.length();
      y0.intoArray(row0, i);
      var _ = y1.length();
      y1.intoArray(row1, i);
      var _ = y2.length();
      y2.intoArray(row2, i);
      var _ = y3.length();
      y3.intoArray(row3, i);
    }
  }

  @Override
  public void outputColumns(
      float[][] parts, int row, int at, int tiles, float more, float[] outputs, int to) {
    FloatVector all = FloatVector.broadcast(FLOATS, more);
    int first = row * SIDE;
    float[] part0 = parts[first];
    float[] part1 = parts[first + 1];
    float[] part2 = parts[first + 2];
    float[] part3 = parts[first + 3];
    float[] part4 = parts[first + 4];
    float[] part5 = parts[first + 5];
    for (int i = 0; i < tiles; i += LANES) {
      int from = at + i;
      FloatVector m1 = fromArray(FLOATS, part1, from);
      FloatVector m2 = fromArray(FLOATS, part2, from);
      FloatVector m3 = fromArray(FLOATS, part3, from);
      FloatVector m4 = fromArray(FLOATS, part4, from);
      FloatVector m5 = fromArray(FLOATS, part5, from);
      FloatVector near = m1.lanewise(ADD, m2);
      FloatVector nearOdd = m1.lanewise(SUB, m2);
      FloatVector far = m3.lanewise(ADD, m4);
      FloatVector farOdd = m3.lanewise(SUB, m4);
      FloatVector y0 =
          fromArray(FLOATS, part0, from).lanewise(ADD, near).lanewise(ADD, far).lanewise(ADD, all);
      FloatVector y1 =
          farOdd.lanewise(FMA, TWO, nearOdd).lanewise(MUL, PLUS_NEAR).lanewise(ADD, all);
      FloatVector y2 = far.lanewise(FMA, TWO, near.lanewise(MUL, HALF)).lanewise(ADD, all);
      FloatVector y3 =
          farOdd
              .lanewise(FMA, FOUR, nearOdd.lanewise(MUL, HALF))
              .lanewise(FMA, PLUS_NEAR, m5)
              .lanewise(ADD, all);
      FloatVector evens = FIRST.selectFrom(y0, y2);
      FloatVector moreEvens = SECOND.selectFrom(y0, y2);
      FloatVector odds = FIRST.selectFrom(y1, y3);
      FloatVector moreOdds = SECOND.selectFrom(y1, y3);
      int out = to + TILE * i;
      FloatVector out0 = FIRST.selectFrom(evens, odds);
      FloatVector out1 = SECOND.selectFrom(evens, odds);
      FloatVector out2 = FIRST.selectFrom(moreEvens, moreOdds);
      FloatVector out3 = SECOND.selectFrom(moreEvens, moreOdds);
      var _ = out0.length();
      out0.intoArray(outputs, out);
      var _ = out1.length();
      out1.intoArray(outputs, out + LANES);
      var _ = out2.length();
      out2.intoArray(outputs, out + 2 * LANES);
      var _ = out3.length();
      out3.intoArray(outputs, out + 3 * LANES);
    }
  }

  @Override
  public void gradientRows(float[] plane, int[] rows, int count, float[][] lines, int to) {
    int row0 = rows[0];
    int row1 = rows[1];
    int row2 = rows[2];
    int row3 = rows[3];
    float[] line0 = lines[0];
    float[] line1 = lines[1];
    float[] line2 = lines[2];
    float[] line3 = lines[3];
    float[] line4 = lines[4];
    float[] line5 = lines[5];
    int last = Math.max(0, count - LANES);
    for (int next = 0; next < count; next += LANES) {
      int i = Math.min(next, last);
      FloatVector d0 = fromArray(FLOATS, plane, row0 + i);
      FloatVector d1 = fromArray(FLOATS, plane, row1 + i);
      FloatVector d2 = fromArray(FLOATS, plane, row2 + i);
      FloatVector d3 = fromArray(FLOATS, plane, row3 + i);
      FloatVector nearEven = d2.lanewise(FMA, HALF, d0);
      FloatVector nearOdd = d3.lanewise(FMA, HALF, d1);
      FloatVector farEven = d2.lanewise(FMA, TWO, d0);
      FloatVector farOdd = d3.lanewise(FMA, TWO, d1);
      FloatVector point1 = nearOdd.lanewise(FMA, PLUS_NEAR, nearEven);
      FloatVector point2 = nearOdd.lanewise(FMA, MINUS_NEAR, nearEven);
      FloatVector point3 = farOdd.lanewise(FMA, PLUS_FAR, farEven);
      FloatVector point4 = farOdd.lanewise(FMA, MINUS_FAR, farEven);
      var _ = d0.length();
      d0.intoArray(line0, to + i);
      var _ = point1.length();
      point1.intoArray(line1, to + i);
      var _ = point2.length();
      point2.intoArray(line2, to + i);
      var _ = point3.length();
      point3.intoArray(line3, to + i);
      var _ = point4.length();
      point4.intoArray(line4, to + i);
      var _ = d3.length();
      d3.intoArray(line5, to + i);
    }
  }

  @Override
  public void gradientColumns(float[] line, Grid grid, MemorySegment to, long at, long step) {
    var _ = to.isNative();
    int tiles = grid.tiles();
    int pitch = grid.pitch();
    long first = at;
    int end = grid.rows() * pitch;
    for (int row = 0; row < end; row += pitch) {
      for (int i = 0; i < tiles; i += LANES) {
        int from = row + TILE * i;
        FloatVector a = fromArray(FLOATS, line, from);
        FloatVector b = fromArray(FLOATS, line, from + LANES);
        FloatVector c = fromArray(FLOATS, line, from + 2 * LANES);
        FloatVector d = fromArray(FLOATS, line, from + 3 * LANES);
        FloatVector evens = EVEN.selectFrom(a, b);
        FloatVector moreEvens = EVEN.selectFrom(c, d);
        FloatVector odds = ODD.selectFrom(a, b);
        FloatVector moreOdds = ODD.selectFrom(c, d);
        FloatVector d0 = EVEN.selectFrom(evens, moreEvens);
        FloatVector d1 = EVEN.selectFrom(odds, moreOdds);
        FloatVector d2 = ODD.selectFrom(evens, moreEvens);
        FloatVector d3 = ODD.selectFrom(odds, moreOdds);
        long point = first + (long) i * Float.BYTES;
        FloatVector nearEven = d2.lanewise(FMA, HALF, d0);
        FloatVector nearOdd = d3.lanewise(FMA, HALF, d1);
        FloatVector farEven = d2.lanewise(FMA, TWO, d0);
        FloatVector farOdd = d3.lanewise(FMA, TWO, d1);
        FloatVector point1 = nearOdd.lanewise(FMA, PLUS_NEAR, nearEven);
        FloatVector point2 = nearOdd.lanewise(FMA, MINUS_NEAR, nearEven);
        FloatVector point3 = farOdd.lanewise(FMA, PLUS_FAR, farEven);
        FloatVector point4 = farOdd.lanewise(FMA, MINUS_FAR, farEven);
        var _ = d0.length();
        d0.intoMemorySegment(to, point, ORDER);
        var _ = point1.length();
        point1.intoMemorySegment(to, point + step, ORDER);
        var _ = point2.length();
        point2.intoMemorySegment(to, point + 2 * step, ORDER);
        var _ = point3.length();
        point3.intoMemorySegment(to, point + 3 * step, ORDER);
        var _ = point4.length();
        point4.intoMemorySegment(to, point + 4 * step, ORDER);
        var _ = d3.length();
        d3.intoMemorySegment(to, point + 5 * step, ORDER);
      }
      first += (long) tiles * Float.BYTES;
    }
  }
}
