package dev.narae.cpu.pool;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.cpu.Dense;
import java.util.Arrays;

/** A sparse matrix, row by row. */
final class SparseRows {
  /** Where the entries of each row begin, and at last where they end. */
  private final int[] start;

  private final int[] column;
  private final float[] weight;

  private SparseRows(int[] start, int[] column, float[] weight) {
    this.start = start;
    this.column = column;
    this.weight = weight;
  }

  /** The matrix of a rule's positions and weights (outputs, taps), without zeros. */
  static SparseRows of(Dense positions, Dense weights, int outputs, int taps) {
    int[] start = new int[outputs + 1];
    int[] column = new int[outputs * taps];
    float[] weight = new float[outputs * taps];
    int next = 0;
    for (int i = 0; i < outputs; i++) {
      for (int k = 0; k < taps; k++) {
        long entry = (long) i * taps + k;
        float factor =
            weights.memory().get(JAVA_FLOAT_UNALIGNED, (weights.at() + entry) * Float.BYTES);
        if (factor != 0) {
          long at = (positions.at() + entry) * Long.BYTES;
          column[next] = (int) positions.memory().get(JAVA_LONG_UNALIGNED, at);
          weight[next++] = factor;
        }
      }
      start[i + 1] = next;
    }
    return new SparseRows(start, column, weight);
  }

  /**
   * The entries of row {@code r} are those from {@code start(r)} to before {@code start(r + 1)}.
   */
  int start(int r) {
    return start[r];
  }

  /** The column of an entry. */
  int column(int entry) {
    return column[entry];
  }

  /** The weight of an entry. */
  float weight(int entry) {
    return weight[entry];
  }

  int rows() {
    return start.length - 1;
  }

  /** The transposed matrix, with its entries in the order of its columns. */
  SparseRows transposed(int columns) {
    int[] turned = new int[columns + 1];
    for (int e = 0; e < start[rows()]; e++) {
      turned[column[e] + 1]++;
    }
    for (int c = 0; c < columns; c++) {
      turned[c + 1] += turned[c];
    }
    int[] next = Arrays.copyOf(turned, columns);
    int[] row = new int[start[rows()]];
    float[] factor = new float[row.length];
    for (int r = 0; r < rows(); r++) {
      for (int e = start[r]; e < start[r + 1]; e++) {
        int to = next[column[e]]++;
        row[to] = r;
        factor[to] = weight[e];
      }
    }
    return new SparseRows(turned, row, factor);
  }
}
