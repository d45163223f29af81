package dev.narae.train;

import dev.narae.DType;
import dev.narae.Tensor;

/**
 * The coefficient of determination: 1 minus the squared errors of predictions in units of those of
 * the targets' mean. 1 is perfect; 0 is no better than the mean.
 */
public final class R2Score extends Sums {

  /** A score of nothing yet. */
  public R2Score() {
    super("R2Score", 4);
  }

  @Override
  void collect(Tensor prediction, Tensor target) {
    requireEqualShapes(prediction, target);
    Tensor y = target.to(DType.F64);
    plus(0, prediction.to(DType.F64).sub(y).square().sum().item());
    add(y);
  }

  /** Joins the targets' count, mean and squared distances (Chan, Golub and LeVeque, 1979). */
  private void add(Tensor y) {
    double count = (double) y.size();
    if (count == 0) {
      return;
    }
    double mean = y.mean().item();
    double squares = y.sub(mean).square().sum().item();
    double total = sum(1) + count;
    double shift = mean - sum(2);
    plus(3, squares + shift * shift * sum(1) * count / total);
    plus(2, shift * count / total);
    plus(1, count);
  }

  @Override
  public double value() {
    return sum(1) == 0 ? Double.NaN : 1 - sum(0) / sum(3);
  }
}
