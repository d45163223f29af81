package dev.narae.cpu.softmax;

/** A function of whole rows; the result replaces the first argument. */
@FunctionalInterface
interface RowFunction {
  /**
   * Computes one row.
   *
   * @param row the first input on entry, the result on return
   * @param other the second input, for functions of two
   */
  void apply(double[] row, double[] other);
}
