package dev.narae.cpu.norm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Plain loops, from an element to the end of a run. */
public final class PlainChannelLoops implements ChannelLoops {
  private static float get(MemorySegment memory, long at, int i) {
    return memory.get(JAVA_FLOAT_UNALIGNED, at + (long) i * Float.BYTES);
  }

  @Override
  public void addUp(MemorySegment x, long at, int count, double[] sums) {
    for (int i = 0; i < count; i++) {
      sums[i % LANES] += get(x, at, i);
    }
  }

  @Override
  public void addSquares(MemorySegment x, long at, int count, double mean, double[] sums) {
    for (int i = 0; i < count; i++) {
      double distance = get(x, at, i) - mean;
      sums[i % LANES] += distance * distance;
    }
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
    for (int i = 0; i < count; i++) {
      double gradient = get(g, gAt, i);
      sums[i % LANES] += gradient;
      products[i % LANES] += gradient * (get(x, xAt, i) - mean);
    }
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
    for (int i = 0; i < count; i++) {
      float value = (float) ((get(x, xAt, i) - mean) * factor + shift);
      y.set(JAVA_FLOAT_UNALIGNED, yAt + (long) i * Float.BYTES, value);
    }
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
    for (int i = 0; i < count; i++) {
      double along = (get(x, xAt, i) - line.mean()) * line.slope() + line.level();
      float value = (float) ((get(g, gAt, i) - along) * line.factor());
      dx.set(JAVA_FLOAT_UNALIGNED, dxAt + (long) i * Float.BYTES, value);
    }
  }
}
