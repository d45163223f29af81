package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/**
 * Running means of the direction d and of its square, as the family of Adam keeps them: m += (1 -
 * beta1) · (d - m) and v = beta2 · v + (1 - beta2) · d².
 */
final class Moments {
  static final String FIRST = "exp_avg";
  static final String SECOND = "exp_avg_sq";

  /** Inputs m, g and p; scalars 1 - beta1 and the direction's. */
  private static final Formula FIRST_MOMENT =
      Formula.of(
          "first moment",
          3,
          3,
          Expr.arg(0).add(Expr.scalar(0).mul(Direction.expr(1, 2, 1).sub(Expr.arg(0)))));

  /** Inputs v, g and p; scalars beta2, 1 - beta2 and the direction's. */
  private static final Formula SECOND_MOMENT =
      Formula.of(
          "second moment",
          3,
          4,
          Expr.arg(0)
              .mul(Expr.scalar(0))
              .add(Expr.scalar(1).mul(Direction.expr(1, 2, 2).square())));

  private Moments() {}

  /** The mean of the direction after one more step, kept under a name. */
  static Tensor first(
      String name,
      ParameterState state,
      Tensor parameter,
      Tensor gradient,
      double beta1,
      Direction direction) {
    return state
        .zeros(name)
        .update(FIRST_MOMENT, List.of(gradient, parameter), direction.after(1 - beta1));
  }

  /** The mean of the direction's square after one more step, kept under a name. */
  static Tensor second(
      String name,
      ParameterState state,
      Tensor parameter,
      Tensor gradient,
      double beta2,
      Direction direction) {
    return state
        .zeros(name)
        .update(SECOND_MOMENT, List.of(gradient, parameter), direction.after(beta2, 1 - beta2));
  }
}
