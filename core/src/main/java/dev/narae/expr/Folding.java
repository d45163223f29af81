package dev.narae.expr;

import java.util.Arrays;
import java.util.Optional;

/**
 * Evaluates operators on constants while a tree is built, and drops conversions of a truth value to
 * a number and back.
 */
final class Folding {
  private Folding() {}

  private static final Expr ZERO = Expr.constant(0);
  private static final Expr ONE = Expr.constant(1);

  static Optional<Expr> fold(ScalarOp op, Expr[] args) {
    return switch (op) {
      case NOT -> negated(args[0]);
      case EQ -> args[1].equals(ZERO) ? isZero(args[0]) : Optional.empty();
      default -> constant(op, args);
    };
  }

  /** not(not(mask)) is the mask. */
  private static Optional<Expr> negated(Expr mask) {
    return mask instanceof Expr.Apply not && not.op() == ScalarOp.NOT
        ? Optional.of(not.args().getFirst())
        : Optional.empty();
  }

  /** A mask as a number is 0 where it is false. */
  private static Optional<Expr> isZero(Expr number) {
    return number instanceof Expr.Apply select
            && select.op() == ScalarOp.SELECT
            && select.args().get(1).equals(ONE)
            && select.args().get(2).equals(ZERO)
        ? Optional.of(Expr.apply(ScalarOp.NOT, select.args().getFirst()))
        : Optional.empty();
  }

  private static Optional<Expr> constant(ScalarOp op, Expr[] args) {
    if (op.isMask() || !Arrays.stream(args).allMatch(Expr.Const.class::isInstance)) {
      return Optional.empty();
    }
    double[] values = Arrays.stream(args).mapToDouble(a -> ((Expr.Const) a).value()).toArray();
    return Optional.of(Expr.constant(op.eval(values)));
  }
}
