package dev.narae.cpu.conv;

import java.lang.foreign.MemorySegment;

/**
 * Loops over tiles of a plane for the transforms of {@link Winograd}. A plane is in four arrays:
 * its even rows' even and odd columns, then those of its odd rows. Tiles follow each other, so that
 * a tile's elements lie at the same place of these arrays. All loops give the same bits.
 */
public interface WinogradLoops {
  /** Elements behind the end of arrays that loops may read and overwrite. */
  int SLACK = 64;

  /**
   * Where the numbers of tiles lie, those of a point side by side.
   *
   * @param memory of all of them
   * @param start of the first point's, in bytes
   * @param step from a point's to the next one's, in bytes
   */
  record Points(MemorySegment memory, long start, long step) {
    /** The position of a point's numbers, in bytes. */
    public long at(int point) {
      return start + point * step;
    }
  }

  /**
   * Rows of a plane, one of each tile.
   *
   * @param even their even columns
   * @param odd their odd columns
   * @param at where the first tile's is
   */
  record Rows(float[] even, float[] odd, int at) {}

  /** The fewest tiles that there must be. */
  int fewest();

  /** even[at + i] = row[from + 2 i], odd[at + i] = row[from + 2 i + 1]; may write on. */
  void split(float[] row, int from, float[] even, float[] odd, int at, int count);

  /** row[to + 2 i] = even[at + i] + more, row[to + 2 i + 1] = odd[at + i] + more; may write on. */
  void join(float[] even, float[] odd, int at, int count, float more, float[] row, int to);

  /**
   * Four points of the 4×4 inputs d that a tile meets, which are transformed to Bᵀ d B with the
   * rows of Bᵀ (1, 0, -1, 0), (0, 1, 1, 0), (0, -1, 1, 0) and (0, 1, 0, -1). This is for one of
   * them with the difference of two of d's rows.
   *
   * @param count of tiles
   * @param to all points
   * @param point the first of the four
   */
  void inputDifferences(Rows first, Rows second, int count, Points to, int point);

  /** The same for the row with a sum. */
  void inputSums(Rows first, Rows second, int count, Points to, int point);

  /**
   * Makes the upper outputs of sums m of transformed products, which are Aᵀ m A with the rows of Aᵀ
   * (1, 1, 1, 0) and (0, 1, -1, -1).
   *
   * @param from all points
   * @param count of tiles
   */
  void upperOutputs(Points from, int count, float[] left, float[] right);

  /** The same for the lower outputs. */
  void lowerOutputs(Points from, int count, float[] left, float[] right);

  /**
   * Makes the first eight points of the 2×2 upstream gradients d of a tile, which are transformed
   * to A d Aᵀ with the rows of A (1, 0), (1, 1), (1, -1) and (0, -1).
   *
   * @param plane the four arrays
   * @param count of tiles
   * @param to all points
   */
  void upperGradients(float[][] plane, int count, Points to);

  /** The same for the last eight points. */
  void lowerGradients(float[][] plane, int count, Points to);
}
