package dev.narae.cpu.norm;

import java.lang.foreign.MemorySegment;

/**
 * Loops over a run of F32 elements of one channel. Positions are in bytes. Sums are in double
 * precision: element i of a run is added to sum i modulo {@link #LANES}, which no width of vectors
 * changes.
 */
public interface ChannelLoops {
  /** How many sums there are: a power of two, so many that none waits for its last addition. */
  int LANES = 64;

  /** Adds the elements to the sums. */
  void addUp(MemorySegment x, long at, int count, double[] sums);

  /** Adds the squared distances from the mean. */
  void addSquares(MemorySegment x, long at, int count, double mean, double[] sums);

  /** Adds the elements of g, and their products with the distances of x from the mean. */
  void addProducts(
      MemorySegment g,
      long gAt,
      MemorySegment x,
      long xAt,
      int count,
      double mean,
      double[] sums,
      double[] products);

  /** y = (x - mean) factor + shift. */
  void normalize(
      MemorySegment x,
      long xAt,
      MemorySegment y,
      long yAt,
      int count,
      double mean,
      double factor,
      double shift);

  /** dx = (g - ((x - mean) slope + level)) factor. */
  void differentiate(
      MemorySegment g,
      long gAt,
      MemorySegment x,
      long xAt,
      MemorySegment dx,
      long dxAt,
      int count,
      Line line);

  /**
   * What is subtracted from a gradient, and what the rest is multiplied by.
   *
   * @param mean of the elements
   * @param slope what is subtracted for each unit of distance from the mean
   * @param level what is subtracted at the mean
   * @param factor of the rest
   */
  record Line(double mean, double slope, double level, double factor) {}
}
