package dev.narae.cpu.vector;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.NEG;
import static jdk.incubator.vector.VectorOperators.SUB;

import dev.narae.cpu.conv.WinogradLoops;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transforms of a vector of tiles in one go, from the plane to all 16 points. {@link SpeciesCopy}
 * makes a copy of this class for each width. The last vector reaches back: what it computes once
 * more comes out the same. Arithmetic and what tells the class of a vector are called as {@link
 * Lanewise} explains; loops call them directly, for HotSpot inlines methods of ours only until a
 * compilation is large, and these in any.
 */
final class WinogradVectors implements WinogradLoops {
  private static final VectorSpecies<Float> FLOATS = SpeciesCopy.species(MethodHandles.lookup());

  private static final int LANES = FLOATS.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Every other element of two vectors. */
  private static final FloatVector EVEN = FloatVector.broadcast(FLOATS, 0).addIndex(2);

  private static final FloatVector ODD = EVEN.add(1);

  /** Puts even and odd elements in turn: those of the first half, of the second. */
  private static final FloatVector FIRST = inTurn(0);

  private static final FloatVector SECOND = inTurn(LANES / 2);

  private static FloatVector inTurn(int from) {
    float[] order = new float[LANES];
    for (int i = 0; i < LANES; i++) {
      order[i] = from + i / 2 + i % 2 * LANES;
    }
    return fromArray(FLOATS, order, 0);
  }

  @Override
  public int fewest() {
    return LANES;
  }

  @Override
  public void split(float[] row, int from, float[] even, float[] odd, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector first = fromArray(FLOATS, row, from + 2 * i);
      FloatVector second = fromArray(FLOATS, row, from + 2 * i + LANES);
      FloatVector left = EVEN.selectFrom(first, second);
      var _ = left.length();
      left.intoArray(even, at + i);
      FloatVector right = ODD.selectFrom(first, second);
      var _ = right.length();
      right.intoArray(odd, at + i);
    }
  }

  @Override
  public void join(float[] even, float[] odd, int at, int count, float more, float[] row, int to) {
    FloatVector all = FloatVector.broadcast(FLOATS, more);
    for (int i = 0; i < count; i += LANES) {
      FloatVector left = fromArray(FLOATS, even, at + i).lanewise(ADD, all);
      FloatVector right = fromArray(FLOATS, odd, at + i).lanewise(ADD, all);
      FloatVector first = FIRST.selectFrom(left, right);
      var _ = first.length();
      first.intoArray(row, to + 2 * i);
      FloatVector second = SECOND.selectFrom(left, right);
      var _ = second.length();
      second.intoArray(row, to + 2 * i + LANES);
    }
  }

  @Override
  public void inputDifferences(Rows first, Rows second, int count, Points to, int point) {
    MemorySegment memory = to.memory();
    var _ = memory.isNative();
    float[] even = first.even();
    float[] odd = first.odd();
    float[] otherEven = second.even();
    float[] otherOdd = second.odd();
    long step = to.step();
    for (int i = 0; i < count; i += LANES) {
      int tile = Math.min(i, count - LANES);
      int p = first.at() + tile;
      int q = second.at() + tile;
      FloatVector left = fromArray(FLOATS, even, p).lanewise(SUB, fromArray(FLOATS, otherEven, q));
      FloatVector right = fromArray(FLOATS, odd, p).lanewise(SUB, fromArray(FLOATS, otherOdd, q));
      FloatVector nextLeft =
          fromArray(FLOATS, even, p + 1).lanewise(SUB, fromArray(FLOATS, otherEven, q + 1));
      FloatVector nextRight =
          fromArray(FLOATS, odd, p + 1).lanewise(SUB, fromArray(FLOATS, otherOdd, q + 1));
      long at = to.at(point) + (long) tile * Float.BYTES;
      FloatVector point0 = left.lanewise(SUB, nextLeft);
      var _ = point0.length();
      point0.intoMemorySegment(memory, at, ORDER);
      FloatVector point1 = right.lanewise(ADD, nextLeft);
      var _ = point1.length();
      point1.intoMemorySegment(memory, at + step, ORDER);
      FloatVector point2 = nextLeft.lanewise(SUB, right);
      var _ = point2.length();
      point2.intoMemorySegment(memory, at + 2 * step, ORDER);
      FloatVector point3 = right.lanewise(SUB, nextRight);
      var _ = point3.length();
      point3.intoMemorySegment(memory, at + 3 * step, ORDER);
    }
  }

  @Override
  public void inputSums(Rows first, Rows second, int count, Points to, int point) {
    MemorySegment memory = to.memory();
    var _ = memory.isNative();
    float[] even = first.even();
    float[] odd = first.odd();
    float[] otherEven = second.even();
    float[] otherOdd = second.odd();
    long step = to.step();
    for (int i = 0; i < count; i += LANES) {
      int tile = Math.min(i, count - LANES);
      int p = first.at() + tile;
      int q = second.at() + tile;
      FloatVector left = fromArray(FLOATS, even, p).lanewise(ADD, fromArray(FLOATS, otherEven, q));
      FloatVector right = fromArray(FLOATS, odd, p).lanewise(ADD, fromArray(FLOATS, otherOdd, q));
      FloatVector nextLeft =
          fromArray(FLOATS, even, p + 1).lanewise(ADD, fromArray(FLOATS, otherEven, q + 1));
      FloatVector nextRight =
          fromArray(FLOATS, odd, p + 1).lanewise(ADD, fromArray(FLOATS, otherOdd, q + 1));
      long at = to.at(point) + (long) tile * Float.BYTES;
      FloatVector point0 = left.lanewise(SUB, nextLeft);
      var _ = point0.length();
      point0.intoMemorySegment(memory, at, ORDER);
      FloatVector point1 = right.lanewise(ADD, nextLeft);
      var _ = point1.length();
      point1.intoMemorySegment(memory, at + step, ORDER);
      FloatVector point2 = nextLeft.lanewise(SUB, right);
      var _ = point2.length();
      point2.intoMemorySegment(memory, at + 2 * step, ORDER);
      FloatVector point3 = right.lanewise(SUB, nextRight);
      var _ = point3.length();
      point3.intoMemorySegment(memory, at + 3 * step, ORDER);
    }
  }

  @Override
  public void upperOutputs(Points from, int count, float[] left, float[] right) {
    MemorySegment memory = from.memory();
    var _ = memory.isNative();
    long step = from.step();
    long start = from.start();
    for (int i = 0; i < count; i += LANES) {
      int tile = Math.min(i, count - LANES);
      long at = start + (long) tile * Float.BYTES;
      FloatVector m0 =
          fromMemorySegment(FLOATS, memory, at, ORDER)
              .lanewise(ADD, fromMemorySegment(FLOATS, memory, at + 4 * step, ORDER))
              .lanewise(ADD, fromMemorySegment(FLOATS, memory, at + 8 * step, ORDER));
      at += step;
      FloatVector m1 =
          fromMemorySegment(FLOATS, memory, at, ORDER)
              .lanewise(ADD, fromMemorySegment(FLOATS, memory, at + 4 * step, ORDER))
              .lanewise(ADD, fromMemorySegment(FLOATS, memory, at + 8 * step, ORDER));
      at += step;
      FloatVector m2 =
          fromMemorySegment(FLOATS, memory, at, ORDER)
              .lanewise(ADD, fromMemorySegment(FLOATS, memory, at + 4 * step, ORDER))
              .lanewise(ADD, fromMemorySegment(FLOATS, memory, at + 8 * step, ORDER));
      at += step;
      FloatVector m3 =
          fromMemorySegment(FLOATS, memory, at, ORDER)
              .lanewise(ADD, fromMemorySegment(FLOATS, memory, at + 4 * step, ORDER))
              .lanewise(ADD, fromMemorySegment(FLOATS, memory, at + 8 * step, ORDER));
      FloatVector sum = m0.lanewise(ADD, m1).lanewise(ADD, m2);
      var _ = sum.length();
      sum.intoArray(left, tile);
      FloatVector difference = m1.lanewise(SUB, m2).lanewise(SUB, m3);
      var _ = difference.length();
      difference.intoArray(right, tile);
    }
  }

  @Override
  public void lowerOutputs(Points from, int count, float[] left, float[] right) {
    MemorySegment memory = from.memory();
    var _ = memory.isNative();
    long step = from.step();
    long start = from.at(4);
    for (int i = 0; i < count; i += LANES) {
      int tile = Math.min(i, count - LANES);
      long at = start + (long) tile * Float.BYTES;
      FloatVector m0 =
          fromMemorySegment(FLOATS, memory, at, ORDER)
              .lanewise(SUB, fromMemorySegment(FLOATS, memory, at + 4 * step, ORDER))
              .lanewise(SUB, fromMemorySegment(FLOATS, memory, at + 8 * step, ORDER));
      at += step;
      FloatVector m1 =
          fromMemorySegment(FLOATS, memory, at, ORDER)
              .lanewise(SUB, fromMemorySegment(FLOATS, memory, at + 4 * step, ORDER))
              .lanewise(SUB, fromMemorySegment(FLOATS, memory, at + 8 * step, ORDER));
      at += step;
      FloatVector m2 =
          fromMemorySegment(FLOATS, memory, at, ORDER)
              .lanewise(SUB, fromMemorySegment(FLOATS, memory, at + 4 * step, ORDER))
              .lanewise(SUB, fromMemorySegment(FLOATS, memory, at + 8 * step, ORDER));
      at += step;
      FloatVector m3 =
          fromMemorySegment(FLOATS, memory, at, ORDER)
              .lanewise(SUB, fromMemorySegment(FLOATS, memory, at + 4 * step, ORDER))
              .lanewise(SUB, fromMemorySegment(FLOATS, memory, at + 8 * step, ORDER));
      FloatVector sum = m0.lanewise(ADD, m1).lanewise(ADD, m2);
      var _ = sum.length();
      sum.intoArray(left, tile);
      FloatVector difference = m1.lanewise(SUB, m2).lanewise(SUB, m3);
      var _ = difference.length();
      difference.intoArray(right, tile);
    }
  }

  @Override
  public void upperGradients(float[][] plane, int count, Points to) {
    MemorySegment memory = to.memory();
    var _ = memory.isNative();
    float[] a = plane[0];
    float[] b = plane[1];
    float[] c = plane[2];
    float[] d = plane[3];
    long step = to.step();
    for (int i = 0; i < count; i += LANES) {
      int tile = Math.min(i, count - LANES);
      long at = to.start() + (long) tile * Float.BYTES;
      FloatVector left = fromArray(FLOATS, a, tile);
      FloatVector right = fromArray(FLOATS, b, tile);
      var _ = left.length();
      left.intoMemorySegment(memory, at, ORDER);
      FloatVector point1 = left.lanewise(ADD, right);
      var _ = point1.length();
      point1.intoMemorySegment(memory, at + step, ORDER);
      FloatVector point2 = left.lanewise(SUB, right);
      var _ = point2.length();
      point2.intoMemorySegment(memory, at + 2 * step, ORDER);
      FloatVector point3 = right.lanewise(NEG);
      var _ = point3.length();
      point3.intoMemorySegment(memory, at + 3 * step, ORDER);
      FloatVector nextLeft = left.lanewise(ADD, fromArray(FLOATS, c, tile));
      FloatVector nextRight = right.lanewise(ADD, fromArray(FLOATS, d, tile));
      var _ = nextLeft.length();
      nextLeft.intoMemorySegment(memory, at + 4 * step, ORDER);
      FloatVector point5 = nextLeft.lanewise(ADD, nextRight);
      var _ = point5.length();
      point5.intoMemorySegment(memory, at + 5 * step, ORDER);
      FloatVector point6 = nextLeft.lanewise(SUB, nextRight);
      var _ = point6.length();
      point6.intoMemorySegment(memory, at + 6 * step, ORDER);
      FloatVector point7 = nextRight.lanewise(NEG);
      var _ = point7.length();
      point7.intoMemorySegment(memory, at + 7 * step, ORDER);
    }
  }

  @Override
  public void lowerGradients(float[][] plane, int count, Points to) {
    MemorySegment memory = to.memory();
    var _ = memory.isNative();
    float[] a = plane[0];
    float[] b = plane[1];
    float[] c = plane[2];
    float[] d = plane[3];
    long step = to.step();
    for (int i = 0; i < count; i += LANES) {
      int tile = Math.min(i, count - LANES);
      long at = to.at(8) + (long) tile * Float.BYTES;
      FloatVector lowerLeft = fromArray(FLOATS, c, tile);
      FloatVector lowerRight = fromArray(FLOATS, d, tile);
      FloatVector left = fromArray(FLOATS, a, tile).lanewise(SUB, lowerLeft);
      FloatVector right = fromArray(FLOATS, b, tile).lanewise(SUB, lowerRight);
      var _ = left.length();
      left.intoMemorySegment(memory, at, ORDER);
      FloatVector point1 = left.lanewise(ADD, right);
      var _ = point1.length();
      point1.intoMemorySegment(memory, at + step, ORDER);
      FloatVector point2 = left.lanewise(SUB, right);
      var _ = point2.length();
      point2.intoMemorySegment(memory, at + 2 * step, ORDER);
      FloatVector point3 = right.lanewise(NEG);
      var _ = point3.length();
      point3.intoMemorySegment(memory, at + 3 * step, ORDER);
      FloatVector nextLeft = lowerLeft.lanewise(NEG);
      FloatVector nextRight = lowerRight.lanewise(NEG);
      var _ = nextLeft.length();
      nextLeft.intoMemorySegment(memory, at + 4 * step, ORDER);
      FloatVector point5 = nextLeft.lanewise(ADD, nextRight);
      var _ = point5.length();
      point5.intoMemorySegment(memory, at + 5 * step, ORDER);
      FloatVector point6 = nextLeft.lanewise(SUB, nextRight);
      var _ = point6.length();
      point6.intoMemorySegment(memory, at + 6 * step, ORDER);
      FloatVector point7 = nextRight.lanewise(NEG);
      var _ = point7.length();
      point7.intoMemorySegment(memory, at + 7 * step, ORDER);
    }
  }
}
