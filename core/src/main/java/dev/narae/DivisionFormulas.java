package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.ScalarOp;
import java.util.function.BinaryOperator;

/**
 * Division to whole numbers, of a tensor and of a plain number, for integers and for real numbers.
 *
 * @param ofWhole of integers
 * @param ofWholeByScalar of integers by a plain number
 * @param ofReal of floating numbers
 * @param ofRealByScalar of floating numbers by a plain number
 */
record DivisionFormulas(
    Formula ofWhole, Formula ofWholeByScalar, Formula ofReal, Formula ofRealByScalar) {

  static final DivisionFormulas TRUNCATED =
      of("div", DivisionFormulas::quotient, (x, y) -> x.div(y).trunc());
  static final DivisionFormulas FLOORED =
      of("floorDivide", DivisionFormulas::wholeFloor, DivisionFormulas::realFloor);

  private static DivisionFormulas of(
      String name, BinaryOperator<Expr> whole, BinaryOperator<Expr> real) {
    return new DivisionFormulas(
        Formula.binary(name, whole),
        Formula.withScalar(name, whole),
        Formula.binary(name, real),
        Formula.withScalar(name, real));
  }

  private static Expr quotient(Expr x, Expr y) {
    return Expr.apply(ScalarOp.QUOTIENT, x, y);
  }

  private static Expr wholeFloor(Expr x, Expr y) {
    Expr q = quotient(x, y);
    return roundsUp(x.fmod(y), y).where(q.sub(1), q);
  }

  /**
   * From the remainder, which is exact: rounding x / y first could pass a whole number. A quotient
   * of 0 has the sign of x / y.
   */
  private static Expr realFloor(Expr x, Expr y) {
    Expr rest = x.fmod(y);
    Expr q = x.sub(rest).div(y);
    Expr floored = roundsUp(rest, y).where(q.sub(1), q);
    Expr signed = floored.eq(0L).where(x.div(y).mul(0L), floored);
    return y.eq(Expr.constant(0)).where(x.div(y), signed).round();
  }

  /** Whether truncation rounded a negative quotient up: its remainder has the other sign. */
  private static Expr roundsUp(Expr rest, Expr y) {
    return rest.ne(0L).logicalAnd(rest.lt(0L).logicalXor(y.lt(0L)));
  }
}
