package dev.narae.cpu.conv;

/** The loops over nine taps at a time in F64. */
public interface DoubleTaps extends TapLoops {
  /**
   * Adds to each output what nine taps meet there times their weights, in this order, by fused
   * multiply-add. May go on to the end of a vector after the last output.
   *
   * @param planes where the taps' runs are
   * @param at where the run of each tap begins
   * @param weights of all taps
   * @param first of the nine taps
   * @param count of outputs
   */
  void addWindows(
      double[] planes, int[] at, double[] weights, int first, double[] outputs, int count);

  /**
   * Adds products to the sums of nine taps. Each has {@link #LANES} sums, and element i of the run
   * belongs to sum i modulo their number, with the fused multiply-adds of a sum in ascending order.
   *
   * @param gradient what all taps are multiplied by
   * @param count elements of it, a multiple of the number of sums
   * @param planes where the taps' runs are
   * @param at where the run of each tap begins
   * @param first of the nine taps
   * @param sums the sums of all taps, one tap after the other
   */
  void addProducts(
      double[] gradient, int count, double[] planes, int[] at, int first, double[] sums);
}
