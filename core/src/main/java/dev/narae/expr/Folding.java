package dev.narae.expr;

import java.util.Arrays;
import java.util.Optional;

/** Evaluates operators on constants while a tree is built. */
final class Folding {
  private Folding() {}

  static Optional<Expr> fold(ScalarOp op, Expr[] args) {
    if (op.isMask() || !Arrays.stream(args).allMatch(Expr.Const.class::isInstance)) {
      return Optional.empty();
    }
    double[] values = Arrays.stream(args).mapToDouble(a -> ((Expr.Const) a).value()).toArray();
    return Optional.of(Expr.constant(op.eval(values)));
  }
}
