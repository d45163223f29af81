package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/**
 * One step that {@link Adam} and {@link AdamW} share: p = keep · p - lr / (1 - beta1^t) · m / (√v /
 * √(1 - beta2^t) + eps).
 *
 * @param learningRate lr
 * @param beta1 how much of the first moment is kept
 * @param beta2 how much of the second moment is kept
 * @param eps added to the denominator
 * @param amsgrad whether the largest v so far takes v's place
 * @param direction what the moments are of
 * @param keep how much of the parameter is kept
 */
record AdamStep(
    double learningRate,
    double beta1,
    double beta2,
    double eps,
    boolean amsgrad,
    Direction direction,
    double keep) {
  private static final String LARGEST = "max_exp_avg_sq";
  private static final Formula MAXIMUM = Formula.binary("adam", (x, y) -> x.maximum(y));

  /** Inputs p, m and v; scalars keep, the rate, √(1 - beta2^t) and eps. */
  private static final Formula STEP =
      Formula.of(
          "adam",
          3,
          4,
          Expr.arg(0)
              .mul(Expr.scalar(0))
              .sub(
                  Expr.scalar(1)
                      .mul(Expr.arg(1))
                      .div(Expr.arg(2).sqrt().div(Expr.scalar(2)).add(Expr.scalar(3)))));

  void apply(Tensor parameter, Tensor gradient, ParameterState state) {
    Tensor first = Moments.first(Moments.FIRST, state, parameter, gradient, beta1, direction);
    Tensor second = Moments.second(Moments.SECOND, state, parameter, gradient, beta2, direction);
    if (amsgrad) {
      second = state.zeros(LARGEST).update(MAXIMUM, List.of(second));
    }
    double steps = (double) state.steps();
    double rate = learningRate / (1 - Math.pow(beta1, steps));
    double correction = Math.sqrt(1 - Math.pow(beta2, steps));
    parameter.update(STEP, List.of(first, second), keep, rate, correction, eps);
  }

  static List<String> stateNames(boolean amsgrad) {
    return amsgrad
        ? List.of(Moments.FIRST, Moments.SECOND, LARGEST)
        : List.of(Moments.FIRST, Moments.SECOND);
  }
}
