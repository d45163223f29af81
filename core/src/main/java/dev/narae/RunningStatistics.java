package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/**
 * What normalisation remembers of its channels from training for inference; training changes both
 * tensors in place.
 *
 * @param mean the moving average of the means (channels)
 * @param variance the moving average of the unbiased variances (channels)
 */
public record RunningStatistics(Tensor mean, Tensor variance) {
  /** Inputs the average and the new number; scalars the momentum and a factor of the number. */
  private static final Formula MOVE =
      Formula.of(
          "runningStatistics",
          2,
          2,
          Expr.arg(0)
              .mul(Expr.constant(1).sub(Expr.scalar(0)))
              .add(Expr.arg(1).mul(Expr.scalar(1)).mul(Expr.scalar(0))));

  /**
   * Moves both averages towards new statistics.
   *
   * @param count the number of elements behind each variance, whose divisor was that number
   */
  void move(Tensor newMean, Tensor newVariance, double count, double momentum) {
    try (var _ = Grad.noGrad()) {
      mean.update(MOVE, List.of(newMean.detach()), momentum, 1.0);
      variance.update(MOVE, List.of(newVariance.detach()), momentum, count / (count - 1));
    }
  }
}
