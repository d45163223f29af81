package dev.narae.expr;

/** The elementwise operators on the bits of integers. */
final class BitFormulas {
  static final Formula AND =
      Formula.binary("bitwiseAnd", (x, y) -> Expr.apply(ScalarOp.BIT_AND, x, y));
  static final Formula AND_SCALAR =
      Formula.withScalar("bitwiseAnd", (x, s) -> Expr.apply(ScalarOp.BIT_AND, x, s));
  static final Formula OR =
      Formula.binary("bitwiseOr", (x, y) -> Expr.apply(ScalarOp.BIT_OR, x, y));
  static final Formula OR_SCALAR =
      Formula.withScalar("bitwiseOr", (x, s) -> Expr.apply(ScalarOp.BIT_OR, x, s));
  static final Formula XOR =
      Formula.binary("bitwiseXor", (x, y) -> Expr.apply(ScalarOp.BIT_XOR, x, y));
  static final Formula XOR_SCALAR =
      Formula.withScalar("bitwiseXor", (x, s) -> Expr.apply(ScalarOp.BIT_XOR, x, s));
  static final Formula NOT =
      Formula.unary("bitwiseNot", x -> Expr.apply(ScalarOp.BIT_XOR, x, Expr.constant(-1)));
  static final Formula LEFT =
      Formula.binary("leftShift", (x, y) -> Expr.apply(ScalarOp.SHIFT_LEFT, x, y));
  static final Formula LEFT_SCALAR =
      Formula.withScalar("leftShift", (x, s) -> Expr.apply(ScalarOp.SHIFT_LEFT, x, s));
  static final Formula RIGHT =
      Formula.binary("rightShift", (x, y) -> Expr.apply(ScalarOp.SHIFT_RIGHT, x, y));
  static final Formula RIGHT_SCALAR =
      Formula.withScalar("rightShift", (x, s) -> Expr.apply(ScalarOp.SHIFT_RIGHT, x, s));

  private BitFormulas() {}
}
