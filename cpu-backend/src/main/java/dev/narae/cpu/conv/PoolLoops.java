package dev.narae.cpu.conv;

/**
 * Loops over a plane of F32 that is cut into windows of 2×2 elements, the commonest pooling. Arrays
 * have {@link #SLACK} elements behind the plane, which are read and overwritten.
 */
public interface PoolLoops {
  /** What loops may go beyond the end of an array's plane. */
  int SLACK = 64;

  /**
   * Finds the largest element of each window and its position in the plane: a NaN if there is one,
   * and the first of equal ones.
   *
   * @param elements the plane
   * @param width of the plane
   * @param rows of windows
   * @param columns of windows
   */
  void maxima(float[] elements, int width, int rows, int columns, float[] maxima, long[] positions);

  /**
   * Writes gradients to the positions of their maxima and zeros to all other elements of windows.
   * What belongs to no window is overwritten, too.
   *
   * @param width of the plane
   * @param rows of windows
   * @param columns of windows
   * @return false if some position lies outside its window, and the plane is of no use
   */
  boolean gradients(
      float[] gradients, long[] positions, int rows, int columns, float[] plane, int width);
}
