package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.ReduceKind;
import java.util.Arrays;
import java.util.List;

/** The check of labels: one reduction, whose single number is read back. */
final class ClassLabels {
  /** More than any number of labels, so that one sum counts those in use and the wrong ones. */
  private static final double WRONG = 0x1p42;

  private static final Expr LABEL = Expr.arg(0);
  private static final Expr IGNORED = LABEL.eq(Expr.scalar(1));
  private static final Expr OUTSIDE = LABEL.lt(0).logicalOr(LABEL.ge(Expr.scalar(0)));

  /** 1 for a label in use, much more for one outside the classes, 0 for one that is ignored. */
  private static final Formula COUNTED =
      Formula.of(
          "labels",
          1,
          2,
          IGNORED.where(Expr.constant(0), OUTSIDE.where(Expr.constant(WRONG), Expr.constant(1))));

  /** The wrong label itself, else 0. */
  private static final Formula WRONG_LABEL =
      Formula.of(
          "labels", 1, 2, IGNORED.logicalNot().logicalAnd(OUTSIDE).where(LABEL, Expr.constant(0)));

  private ClassLabels() {}

  /**
   * How many labels are not ignored.
   *
   * @throws IndexOutOfBoundsException if one of them lies outside [0, classes)
   */
  static long used(String op, Tensor target, Shape input, long classes, long ignored) {
    if (target.size() == 0) {
      return 0;
    }
    try (Scope _ = Scope.open(op);
        var _ = Grad.noGrad()) {
      List<Number> scalars = List.of(classes, ignored);
      long[] ones = new long[target.rank()];
      Arrays.fill(ones, 1);
      ReduceOp count =
          new ReduceOp(op, ReduceKind.SUM, COUNTED, scalars, Shape.of(ones), DType.I64);
      long sum = Dispatch.run(count, target).toLong();
      if (sum >= (long) WRONG) {
        throw wrong(op, target, input, classes, scalars);
      }
      return sum;
    }
  }

  private static IndexOutOfBoundsException wrong(
      String op, Tensor target, Shape input, long classes, List<Number> scalars) {
    Tensor wrong = target.apply(WRONG_LABEL, List.of(), scalars.toArray(Number[]::new));
    long low = wrong.amin().toLong();
    return new IndexOutOfBoundsException(
        ("%s: label %d is outside the %d classes of input %s; use 0 to %d, or ignore it with"
                + " ignoreIndex")
            .formatted(op, low < 0 ? low : wrong.amax().toLong(), classes, input, classes - 1));
  }
}
