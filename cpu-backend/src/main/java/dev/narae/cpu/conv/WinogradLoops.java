package dev.narae.cpu.conv;

import java.lang.foreign.MemorySegment;

/**
 * Loops for the transforms of {@link Winograd}, first down the rows of a row of tiles, then along
 * each of the lines this makes. All loops give the same bits. They may read and overwrite {@link
 * #SLACK} elements behind what they are for.
 */
public interface WinogradLoops {
  int SLACK = 64;

  /** Outputs of a tile in each direction. */
  int TILE = 4;

  /** Numbers of a transformed tile in each direction. */
  int SIDE = 6;

  int POINTS = SIDE * SIDE;

  /** Elements of the widest vectors that there are. */
  int WIDEST = 16;

  /** The two positive points besides 0 and infinity; the others are the same below 0. */
  float NEAR = (float) Math.sqrt(0.5);

  float FAR = (float) Math.sqrt(2);

  /** The bits of the largest magnitude among some numbers, those of NaN being the largest. */
  int largest(float[] numbers, int from, int count);

  /**
   * Where tiles lie in an array.
   *
   * @param rows of tiles
   * @param tiles of a row
   * @param pitch elements from a row to the next
   */
  record Grid(int rows, int tiles, int pitch) {}

  /**
   * Transforms six rows of inputs d to six lines Bᵀ d with the rows of Bᵀ (1, 0, -5/2, 0, 1, 0),
   * (0, -2n, -2, n, 1, 0), (0, 2n, -2, -n, 1, 0), (0, -f/2, -1/2, f, 1, 0), (0, f/2, -1/2, -f, 1,
   * 0) and (0, 1, 0, -5/2, 0, 1) for the near point n and the far one f.
   *
   * @param plane has all rows
   * @param rows where each begins
   * @param count elements of a row; only from shorter ones than a vector is more written
   * @param lines the six lines
   * @param to where these begin
   */
  void inputRows(float[] plane, int[] rows, int count, float[][] lines, int to);

  /**
   * Transforms the six elements of each tile in the same way, to six points.
   *
   * @param line the lines of all rows of tiles, whose tiles begin at every fourth element
   * @param grid of the tiles
   * @param at where the first point's numbers begin, in bytes, those of neighbours side by side
   * @param step from a point's to the next one's, in bytes
   */
  void inputColumns(float[] line, Grid grid, MemorySegment to, long at, long step);

  /**
   * Makes a column of four outputs Aᵀ m of six sums m of transformed products for each tile, with
   * the rows of Aᵀ (1, 1, 1, 1, 1, 0), (0, n, -n, f, -f, 0), (0, 1/2, 1/2, 2, 2, 0) and (0, n/2,
   * -n/2, 2f, -2f, 1).
   *
   * @param at where the column's first point begins, in bytes
   * @param step from there to the second one's
   * @param count of tiles
   * @param parts columns of the first outputs, then those of the second, and so on
   * @param column which column
   */
  void outputRows(MemorySegment from, long at, long step, int count, float[][] parts, int column);

  /**
   * Makes outputs of six columns in the same way, and puts those of neighbouring tiles in a row.
   *
   * @param parts as {@link #outputRows} wrote them
   * @param row which row of the tiles
   * @param at the first tile
   * @param tiles how many
   * @param more is added to each output
   */
  void outputColumns(
      float[][] parts, int row, int at, int tiles, float more, float[] outputs, int to);

  /**
   * Transforms four rows of upstream gradients d to six lines A d; see {@link #inputRows} for the
   * parameters and {@link #outputRows} for Aᵀ.
   */
  void gradientRows(float[] plane, int[] rows, int count, float[][] lines, int to);

  /** Transforms the four elements of each tile in the same way, to six points. */
  void gradientColumns(float[] line, Grid grid, MemorySegment to, long at, long step);
}
