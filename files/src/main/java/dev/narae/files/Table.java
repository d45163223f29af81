package dev.narae.files;

import dev.narae.Tensor;
import java.util.Arrays;

/** Rows of equal length that grow in number. */
final class Table {
  private final int columns;
  private float[] values;
  private int length;

  Table(int columns) {
    this.columns = columns;
    values = new float[64 * columns];
  }

  int columns() {
    return columns;
  }

  int rows() {
    return length / columns;
  }

  /** Adds a row out of an array. */
  void add(float[] source, int from) {
    if (length + columns > values.length) {
      values = Arrays.copyOf(values, 2 * values.length);
    }
    System.arraycopy(source, from, values, length, columns);
    length += columns;
  }

  Tensor tensor() {
    return Tensor.of(Arrays.copyOf(values, length), rows(), columns);
  }
}
