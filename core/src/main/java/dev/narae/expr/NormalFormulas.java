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
    3.3871328727963665,
    133.14166789178438,
    1971.5909503065513,
    13731.69376550946,
    45921.95393154987,
    67265.7709270087,
    33430.57558358813,
    2509.0809287301227
  };
  private static final double[] CENTRAL_BELOW = {
    1,
    42.31333070160091,
    687.1870074920579,
    5394.196021424751,
    21213.794301586597,
    39307.89580009271,
    28729.085735721943,
    5226.495278852854
  };
  private static final double[] NEAR_ABOVE = {
    1.4234371107496835,
    4.630337846156546,
    5.769497221460691,
    3.6478483247632045,
    1.2704582524523684,
    0.2417807251774506,
    0.022723844989269184,
    0.0007745450142783414
  };
  private static final double[] NEAR_BELOW = {
    1,
    2.053191626637759,
    1.6763848301838038,
    0.6897673349851,
    0.14810397642748008,
    0.015198666563616457,
    0.0005475938084995345,
    1.0507500716444169E-9
  };
  private static final double[] FAR_ABOVE = {
    6.657904643501103,
    5.463784911164114,
    1.7848265399172913,
    0.29656057182850487,
    0.026532189526576124,
    0.0012426609473880784,
    2.7115555687434876E-5,
    2.0103343992922881E-7
  };
  private static final double[] FAR_BELOW = {
    1,
    0.599832206555888,
    0.1369298809227358,
    0.014875361290850615,
    0.0007868691311456133,
    1.8463183175100548E-5,
    1.421511758316446E-7,
    2.0442631033899397E-15
  };

  private static final Expr ONE = Expr.constant(1);

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
    return a.eq(1).where(end(a.eq(1), y, ONE.sub(a)), inside);
  }

  private static Expr ndtri(Expr p) {
    Expr tail = p.lt(0.5).where(p, ONE.sub(p));
    Expr end = p.eq(0).logicalOr(p.eq(1));
    Expr inside = quantile(p.sub(0.5), end.where(Expr.constant(0.25), tail));
    Expr side = p.eq(0).where(ONE.neg(), ONE);
    // A distance of -0 would turn the sign, which adding 0 does away with.
    return end.where(end(end, side, tail.add(0)), inside);
  }

  /** Infinite with an infinite derivative, by a division by the distance 0 from the end. */
  private static Expr end(Expr isEnd, Expr side, Expr distance) {
    return side.div(isEnd.where(distance, ONE));
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
