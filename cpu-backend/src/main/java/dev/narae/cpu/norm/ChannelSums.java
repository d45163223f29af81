package dev.narae.cpu.norm;

import java.util.Arrays;

/**
 * Sums in double precision over arrays of floats: element i is added to column i modulo {@link
 * #COLUMNS}, and the columns last. Columns do not wait for each other, so that the JVM makes
 * vectors of them, and the order is the same whatever their width.
 */
final class ChannelSums {
  private static final int COLUMNS = 256;

  private final double[] columns = new double[COLUMNS];

  private double total() {
    double total = 0;
    for (double column : columns) {
      total += column;
    }
    return total;
  }

  /** The sum of the elements. */
  double sum(float[] values) {
    Arrays.fill(columns, 0);
    for (int from = 0; from < values.length; from += COLUMNS) {
      add(values, from, Math.min(COLUMNS, values.length - from), columns);
    }
    return total();
  }

  private static void add(float[] values, int from, int count, double[] columns) {
    for (int i = 0; i < count; i++) {
      columns[i] += values[from + i];
    }
  }

  /** The sum of the squared distances from a number. */
  double squares(float[] values, double mean) {
    Arrays.fill(columns, 0);
    for (int from = 0; from < values.length; from += COLUMNS) {
      addSquares(values, from, Math.min(COLUMNS, values.length - from), mean, columns);
    }
    return total();
  }

  private static void addSquares(
      float[] values, int from, int count, double mean, double[] columns) {
    for (int i = 0; i < count; i++) {
      double distance = values[from + i] - mean;
      columns[i] += distance * distance;
    }
  }

  /** The sum of the products of one array's elements and the distances of the other's. */
  double products(float[] factors, float[] values, double mean) {
    Arrays.fill(columns, 0);
    for (int from = 0; from < values.length; from += COLUMNS) {
      int count = Math.min(COLUMNS, values.length - from);
      addProducts(factors, values, from, count, mean, columns);
    }
    return total();
  }

  private static void addProducts(
      float[] factors, float[] values, int from, int count, double mean, double[] columns) {
    for (int i = 0; i < count; i++) {
      columns[i] += factors[from + i] * (values[from + i] - mean);
    }
  }
}
