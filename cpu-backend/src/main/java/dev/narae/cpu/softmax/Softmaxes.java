package dev.narae.cpu.softmax;

import dev.narae.cpu.Parallel;
import dev.narae.spi.View;
import java.util.List;

/**
 * The softmax functions of one row. The largest element is subtracted first, so that nothing
 * overflows. A row with an infinity or a NaN as its largest element, or of -infinity alone, gives
 * NaN, as the formula does.
 */
public enum Softmaxes implements RowFunction {
  /** y_i = exp(x_i) / sum_j exp(x_j). */
  SOFTMAX {
    @Override
    public void apply(double[] row, double[] other) {
      double largest = largest(row);
      double sum = 0;
      for (int i = 0; i < row.length; i++) {
        row[i] = Math.exp(row[i] - largest);
        sum += row[i];
      }
      for (int i = 0; i < row.length; i++) {
        row[i] /= sum;
      }
    }
  },

  /** y_i = x_i - log(sum_j exp(x_j)). */
  LOG_SOFTMAX {
    @Override
    public void apply(double[] row, double[] other) {
      double largest = largest(row);
      double sum = 0;
      for (double x : row) {
        sum += Math.exp(x - largest);
      }
      double logSum = Math.log(sum);
      for (int i = 0; i < row.length; i++) {
        row[i] = row[i] - largest - logSum;
      }
    }
  },

  /** dx_i = y_i * (dy_i - sum_j dy_j y_j). */
  SOFTMAX_GRAD {
    @Override
    public void apply(double[] row, double[] other) {
      double dot = 0;
      for (int i = 0; i < row.length; i++) {
        dot += row[i] * other[i];
      }
      for (int i = 0; i < row.length; i++) {
        row[i] = other[i] * (row[i] - dot);
      }
    }
  },

  /** dx_i = dy_i - exp(y_i) * sum_j dy_j. */
  LOG_SOFTMAX_GRAD {
    @Override
    public void apply(double[] row, double[] other) {
      double sum = 0;
      for (double dy : row) {
        sum += dy;
      }
      for (int i = 0; i < row.length; i++) {
        row[i] -= Math.exp(other[i]) * sum;
      }
    }
  };

  /** Applies the function to each row of the inputs: one, or the gradient and the output. */
  public void run(Parallel parallel, List<View> inputs, View out) {
    if (out.shape().size() > 0) {
      new SoftmaxRows(this, inputs, out).run(parallel);
    }
  }

  private static double largest(double[] row) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double x : row) {
      largest = Math.max(largest, x);
    }
    return largest;
  }
}
