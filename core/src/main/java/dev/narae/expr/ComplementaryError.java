package dev.narae.expr;

/**
 * 1 - erf(x) as a tree. Above one half it is t e^(-x² + p(t)) with t = 1 / (1 + x / 2), where the
 * polynomial p interpolates the remaining logarithm at Chebyshev points, computed to 60 digits; its
 * error is below 1e-16.
 */
final class ComplementaryError {
  private static final double LIMIT = 0.5;

  /** Beyond this the function is 0 in any dtype. */
  private static final double VANISHES = 40;

  /** In powers of u = 2.5 t - 1, which runs over (-1, 1]. */
  private static final double[] LOGARITHM = {
    -0.8040723101069576,
    0.5187684450161721,
    0.04637608495283519,
    -0.018367473809365428,
    -0.006975254684441725,
    0.001620994930991937,
    0.0011597609013836486,
    -0.00024266196587846323,
    -0.0002113155354207364,
    5.4535830062349854e-05,
    3.88737134443263e-05,
    -1.47709204283961e-05,
    -6.397617523616427e-06,
    4.010058601662664e-06,
    6.952433555865453e-07,
    -9.727755458486442e-07,
    5.283936710669464e-08,
    1.8949050011011415e-07,
    -5.3193169196521864e-08,
    -2.451896432548606e-08,
    1.4099605256421077e-08,
    9.759323749995997e-10,
    -1.6162383610785055e-09,
    1.6880727296665685e-10
  };

  private ComplementaryError() {}

  static Expr of(Expr x) {
    Expr far = x.gt(VANISHES).where(Expr.constant(VANISHES), far(x));
    Expr t = scale(far);
    Expr tail = t.mul(exponent(t).sub(far.square()).exp());
    return x.gt(LIMIT).where(tail, x.erf().neg().add(1));
  }

  /** The function times e^(x²). */
  static Expr scaled(Expr x) {
    Expr t = scale(far(x));
    Expr near = x.gt(LIMIT).where(Expr.constant(0), x);
    Expr product = near.erf().neg().add(1).mul(near.square().exp());
    return x.gt(LIMIT).where(t.mul(exponent(t).exp()), product);
  }

  /** The function's logarithm, for x above one half. */
  static Expr logarithm(Expr x) {
    Expr t = scale(x);
    return t.log().add(exponent(t)).sub(x.square());
  }

  private static Expr far(Expr x) {
    return x.gt(LIMIT).where(x, Expr.constant(1));
  }

  private static Expr scale(Expr x) {
    return x.mul(0.5).add(1).reciprocal();
  }

  private static Expr exponent(Expr t) {
    return GammaFunctions.polynomial(LOGARITHM).apply(t.mul(2.5).sub(1));
  }
}
