package dev.narae.expr;

import java.util.function.UnaryOperator;

/**
 * The normal distribution and the inverse of the error function as trees. The inverse is Wichura's
 * (Algorithm AS 241: The Percentage Points of the Normal Distribution, Applied Statistics 37, 1988,
 * PPND16), exact to about 1e-16 relative; the error function's takes its argument as twice the
 * distance from one half, so that nothing cancels.
 */
final class NormalFormulas {
  private static final double ROOT_HALF = Math.sqrt(0.5);

  private static final double CENTRAL = 0.425;
  private static final double CENTRAL_SQUARED = 0.180625;
  private static final double FAR = 5;

  private static final double[] CENTRAL_ABOVE = {
    3.3871328727963666080e0,
    1.3314166789178437745e+2,
    1.9715909503065514427e+3,
    1.3731693765509461125e+4,
    4.5921953931549871457e+4,
    6.7265770927008700853e+4,
    3.3430575583588128105e+4,
    2.5090809287301226727e+3
  };
  private static final double[] CENTRAL_BELOW = {
    1,
    4.2313330701600911252e+1,
    6.8718700749205790830e+2,
    5.3941960214247511077e+3,
    2.1213794301586595867e+4,
    3.9307895800092710610e+4,
    2.8729085735721942674e+4,
    5.2264952788528545610e+3
  };
  private static final double[] NEAR_ABOVE = {
    1.42343711074968357734e0,
    4.63033784615654529590e0,
    5.76949722146069140550e0,
    3.64784832476320460504e0,
    1.27045825245236838258e0,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4
  };
  private static final double[] NEAR_BELOW = {
    1,
    2.05319162663775882187e0,
    1.67638483018380384940e0,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9
  };
  private static final double[] FAR_ABOVE = {
    6.65790464350110377720e0,
    5.46378491116411436990e0,
    1.78482653991729133580e0,
    2.96560571828504891230e-1,
    2.65321895265761230930e-2,
    1.24266094738807843860e-3,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7
  };
  private static final double[] FAR_BELOW = {
    1,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15
  };

  private static final Expr ONE = Expr.constant(1);
  private static final Expr INFINITY = Expr.constant(Double.POSITIVE_INFINITY);

  static final Formula ERFINV = Formula.unary("erfinv", NormalFormulas::erfinv);
  static final Formula NDTR =
      Formula.unary("ndtr", x -> ComplementaryError.of(x.mul(-ROOT_HALF)).mul(0.5));
  static final Formula LOG_NDTR = Formula.unary("logNdtr", NormalFormulas::logNdtr);
  static final Formula NDTRI = Formula.unary("ndtri", NormalFormulas::ndtri);

  private NormalFormulas() {}

  private static Expr erfinv(Expr y) {
    Expr a = y.abs();
    Expr tail = ONE.sub(a).mul(0.5);
    Expr inside = quantile(y.mul(0.5), a.eq(1).where(Expr.constant(0.25), tail)).mul(ROOT_HALF);
    Expr end = y.lt(0).where(INFINITY.neg(), INFINITY);
    return a.eq(1).where(end, inside);
  }

  private static Expr ndtri(Expr p) {
    Expr tail = p.lt(0.5).where(p, ONE.sub(p));
    Expr end = p.eq(0).logicalOr(p.eq(1));
    Expr inside = quantile(p.sub(0.5), end.where(Expr.constant(0.25), tail));
    return end.where(p.eq(0).where(INFINITY.neg(), INFINITY), inside);
  }

  /**
   * The quantile at one half plus {@code q}; each branch gets a harmless number where another is
   * taken.
   *
   * @param tail one half minus |q|, exactly
   */
  private static Expr quantile(Expr q, Expr tail) {
    Expr central = q.abs().le(CENTRAL);
    Expr near = central.where(q, Expr.constant(0));
    Expr r = near.square().neg().add(CENTRAL_SQUARED);
    Expr middle = near.mul(ratio(CENTRAL_ABOVE, CENTRAL_BELOW).apply(r));
    Expr s = central.where(Expr.constant(0.05), tail).log().neg().sqrt();
    Expr far = s.gt(FAR);
    Expr close = ratio(NEAR_ABOVE, NEAR_BELOW).apply(far.where(ONE, s).sub(1.6));
    Expr remote = ratio(FAR_ABOVE, FAR_BELOW).apply(far.where(s, Expr.constant(FAR)).sub(FAR));
    Expr outside = far.where(remote, close);
    return central.where(middle, q.lt(0).where(outside.neg(), outside));
  }

  private static UnaryOperator<Expr> ratio(double[] above, double[] below) {
    return z ->
        GammaFunctions.polynomial(above).apply(z).div(GammaFunctions.polynomial(below).apply(z));
  }

  /** Below -1 by the logarithm of the complementary error function, which does not underflow. */
  private static Expr logNdtr(Expr x) {
    Expr low = x.lt(-1);
    Expr left = ComplementaryError.logarithm(low.where(x, Expr.constant(-1)).mul(-ROOT_HALF));
    Expr right = ComplementaryError.of(low.where(ONE, x).mul(ROOT_HALF)).mul(-0.5).log1p();
    return low.where(left.sub(Math.log(2)), right);
  }
}
