package dev.narae.expr;

/** Computes a formula's value for one element in {@code double}, straight from its tree. */
final class TreeEvaluator {
  private final double[] inputs;
  private final double[] scalars;

  private TreeEvaluator(double[] inputs, double[] scalars) {
    this.inputs = inputs;
    this.scalars = scalars;
  }

  static double evaluate(Formula formula, double[] inputs, double... scalars) {
    return new TreeEvaluator(inputs, scalars).value(formula.body());
  }

  private double value(Expr expr) {
    return switch (expr) {
      case Expr.Arg arg -> inputs[arg.index()];
      case Expr.Scalar scalar -> scalars[scalar.index()];
      case Expr.Const constant -> constant.value();
      case Expr.Apply apply ->
          apply.op().eval(apply.args().stream().mapToDouble(this::value).toArray());
      case Expr.Index _ -> throw new IllegalArgumentException("the position is not known here");
      case Expr.Uniform _ ->
          throw new IllegalArgumentException("random numbers have no value here");
    };
  }
}
