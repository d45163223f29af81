package dev.narae.expr;

import java.util.function.UnaryOperator;

/**
 * The logarithm of the gamma function and its derivative as trees: Stirling's series above 8
 * (Abramowitz and Stegun, Handbook of Mathematical Functions, 6.1.41 and 6.3.18), the recurrence
 * (6.1.15) up to there, and the reflection (6.1.17) below one half.
 */
final class GammaFunctions {
  private static final int SHIFT = 8;

  /** Below this all numbers are poles, and what the reflection needs may overflow. */
  private static final double LOWEST = -1e36;

  /** B(2k) / (2k) for the Bernoulli numbers B, k = 1 to 8. */
  private static final double[] SERIES = {
    1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12, -3617.0 / 8160
  };

  private static final Expr ONE = Expr.constant(1);

  private GammaFunctions() {}

  static Expr logGamma(Expr x) {
    Expr endless = x.isInf().logicalOr(x.lt(LOWEST));
    Expr pole = endless.where(x, ONE).abs().mul(Double.POSITIVE_INFINITY);
    return endless.where(pole, logGammaFinite(endless.where(ONE, x)));
  }

  private static Expr logGammaFinite(Expr x) {
    Expr mirrored = x.lt(0.5).where(ONE.sub(x), x);
    Expr value = logGammaRight(mirrored);
    Expr sine = x.lt(0.5).where(offset(x).mul(Math.PI).sin().abs(), ONE);
    Expr reflected = sine.log().neg().add(Math.log(Math.PI)).sub(value);
    return x.lt(0.5).where(reflected, value);
  }

  static Expr digamma(Expr x) {
    Expr value = digammaRight(x.lt(0.5).where(ONE.sub(x), x));
    Expr angle = x.lt(0.5).where(offset(x), Expr.constant(0.25)).mul(Math.PI);
    Expr reflected = value.sub(angle.cos().div(angle.sin()).mul(Math.PI));
    Expr pole = x.le(0).logicalAnd(x.eq(x.round()));
    Expr atPole = x.lt(0).where(Expr.constant(Double.NaN), Expr.constant(Double.NEGATIVE_INFINITY));
    return pole.where(atPole, x.lt(0.5).where(reflected, value));
  }

  /** The distance from the nearest whole number, which sines of multiples of pi depend on. */
  private static Expr offset(Expr x) {
    return x.sub(x.round());
  }

  /** For x of at least one half. */
  private static Expr logGammaRight(Expr x) {
    Expr small = x.lt(SHIFT).where(x, ONE);
    Expr product = small;
    for (int k = 1; k < SHIFT; k++) {
      product = product.mul(small.add(k));
    }
    Expr y = x.lt(SHIFT).where(x.add(SHIFT), x);
    Expr stirling =
        y.sub(0.5).mul(y.log()).sub(y).add(0.5 * Math.log(2 * Math.PI)).add(correction(y));
    return stirling.sub(x.lt(SHIFT).where(product, ONE).log());
  }

  /** The sum over k of B(2k) / (2k (2k - 1) y^(2k - 1)). */
  private static Expr correction(Expr y) {
    double[] terms = new double[SERIES.length];
    for (int k = 0; k < terms.length; k++) {
      terms[k] = SERIES[k] / (2 * k + 1);
    }
    return polynomial(terms).apply(y.square().reciprocal()).div(y);
  }

  private static Expr digammaRight(Expr x) {
    Expr small = x.lt(SHIFT).where(x, ONE);
    Expr steps = small.reciprocal();
    for (int k = 1; k < SHIFT; k++) {
      steps = steps.add(small.add(k).reciprocal());
    }
    Expr y = x.lt(SHIFT).where(x.add(SHIFT), x);
    Expr square = y.square().reciprocal();
    Expr series =
        y.log().sub(y.reciprocal().mul(0.5)).sub(polynomial(SERIES).apply(square).mul(square));
    return series.sub(x.lt(SHIFT).where(steps, Expr.constant(0)));
  }

  /** The sum over k of terms[k] z^k, by Horner's scheme. */
  static UnaryOperator<Expr> polynomial(double... terms) {
    return z -> {
      Expr sum = Expr.constant(terms[terms.length - 1]);
      for (int k = terms.length - 2; k >= 0; k--) {
        sum = sum.mul(z).add(terms[k]);
      }
      return sum;
    };
  }
}
