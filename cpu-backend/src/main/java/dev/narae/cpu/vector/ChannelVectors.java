package dev.narae.cpu.vector;

import dev.narae.cpu.norm.ChannelLoops;
import dev.narae.cpu.norm.PlainChannelLoops;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops over channels with vectors of doubles, to which half as wide vectors of floats are
 * converted. {@link SpeciesCopy} makes a copy of this class for each width. Arithmetic and what
 * tells the class of a vector are called as {@link Lanewise} explains.
 */
final class ChannelVectors implements ChannelLoops {
  private static final VectorSpecies<Double> DOUBLES = SpeciesCopy.species(MethodHandles.lookup());

  private static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Elements of a vector. */
  private static final int WIDTH = DOUBLES.length();

  private final PlainChannelLoops plain = new PlainChannelLoops();

  private static DoubleVector load(MemorySegment memory, long at) {
    FloatVector floats = FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER);
    var _ = floats.length();
    return (DoubleVector) floats.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  private static void store(DoubleVector values, MemorySegment memory, long at) {
    var _ = values.length();
    FloatVector floats = (FloatVector) values.convertShape(VectorOperators.D2F, FLOATS, 0);
    var _ = floats.length();
    floats.intoMemorySegment(memory, at, ORDER);
  }

  private static DoubleVector plus(DoubleVector a, DoubleVector b) {
    return a.lanewise(VectorOperators.ADD, b);
  }

  private static DoubleVector minus(DoubleVector a, DoubleVector b) {
    return a.lanewise(VectorOperators.SUB, b);
  }

  private static DoubleVector times(DoubleVector a, DoubleVector b) {
    return a.lanewise(VectorOperators.MUL, b);
  }

  private static long at(long start, int i) {
    return start + (long) i * Float.BYTES;
  }

  /** Adds elements to the sums they belong to, which are in the first-level cache. */
  private static void add(DoubleVector values, double[] sums, int i) {
    int lane = i & (LANES - 1);
    DoubleVector sum = plus(DoubleVector.fromArray(DOUBLES, sums, lane), values);
    var _ = sum.length();
    sum.intoArray(sums, lane);
  }

  @Override
  public void addUp(MemorySegment x, long at, int count, double[] sums) {
    var _ = x.isNative();
    int whole = count / LANES * LANES;
    for (int i = 0; i < whole; i += WIDTH) {
      add(load(x, at(at, i)), sums, i);
    }
    plain.addUp(x, at(at, whole), count - whole, sums);
  }

  @Override
  public void addSquares(MemorySegment x, long at, int count, double mean, double[] sums) {
    var _ = x.isNative();
    int whole = count / LANES * LANES;
    DoubleVector m = DoubleVector.broadcast(DOUBLES, mean);
    for (int i = 0; i < whole; i += WIDTH) {
      DoubleVector distance = minus(load(x, at(at, i)), m);
      add(times(distance, distance), sums, i);
    }
    plain.addSquares(x, at(at, whole), count - whole, mean, sums);
  }

  @Override
  public void addProducts(
      MemorySegment g,
      long gAt,
      MemorySegment x,
      long xAt,
      int count,
      double mean,
      double[] sums,
      double[] products) {
    var _ = g.isNative();
    var _ = x.isNative();
    int whole = count / LANES * LANES;
    DoubleVector m = DoubleVector.broadcast(DOUBLES, mean);
    for (int i = 0; i < whole; i += WIDTH) {
      DoubleVector gradient = load(g, at(gAt, i));
      add(gradient, sums, i);
      add(times(gradient, minus(load(x, at(xAt, i)), m)), products, i);
    }
    plain.addProducts(g, at(gAt, whole), x, at(xAt, whole), count - whole, mean, sums, products);
  }

  @Override
  public void normalize(
      MemorySegment x,
      long xAt,
      MemorySegment y,
      long yAt,
      int count,
      double mean,
      double factor,
      double shift) {
    var _ = x.isNative();
    var _ = y.isNative();
    int whole = count / WIDTH * WIDTH;
    DoubleVector m = DoubleVector.broadcast(DOUBLES, mean);
    DoubleVector f = DoubleVector.broadcast(DOUBLES, factor);
    DoubleVector s = DoubleVector.broadcast(DOUBLES, shift);
    for (int i = 0; i < whole; i += WIDTH) {
      store(plus(times(minus(load(x, at(xAt, i)), m), f), s), y, at(yAt, i));
    }
    plain.normalize(x, at(xAt, whole), y, at(yAt, whole), count - whole, mean, factor, shift);
  }

  @Override
  public void differentiate(
      MemorySegment g,
      long gAt,
      MemorySegment x,
      long xAt,
      MemorySegment dx,
      long dxAt,
      int count,
      Line line) {
    var _ = g.isNative();
    var _ = x.isNative();
    var _ = dx.isNative();
    int whole = count / WIDTH * WIDTH;
    DoubleVector mean = DoubleVector.broadcast(DOUBLES, line.mean());
    DoubleVector slope = DoubleVector.broadcast(DOUBLES, line.slope());
    DoubleVector level = DoubleVector.broadcast(DOUBLES, line.level());
    DoubleVector factor = DoubleVector.broadcast(DOUBLES, line.factor());
    for (int i = 0; i < whole; i += WIDTH) {
      DoubleVector along = plus(times(minus(load(x, at(xAt, i)), mean), slope), level);
      store(times(minus(load(g, at(gAt, i)), along), factor), dx, at(dxAt, i));
    }
    plain.differentiate(
        g, at(gAt, whole), x, at(xAt, whole), dx, at(dxAt, whole), count - whole, line);
  }
}
