package dev.narae.cpu.kernel;

/**
 * Single-precision functions as primitive steps, within 2 ulp for {@link #exp} and 4 ulp for the
 * others. Free of branches, so that scalar and vector code can share them.
 *
 * <p>Arguments are reduced as by Tang (Table-driven implementation of the exponential function, ACM
 * TOMS 15, 1989; of the logarithm, ACM TOMS 16, 1990) without tables; the constant below which
 * polynomials hold, and their coefficients, come from Remez's algorithm with the error weighted to
 * be relative.
 */
final class FloatMath {
  private static final ValueType F = ValueType.FLOAT;
  private static final ValueType I = ValueType.INT;

  private static final double LOG2_E = 1.4426950408889634;

  /** The upper bits of log 2, so few that small multiples are exact, and the rest. */
  private static final double LN2_HIGH = 0x1.62e4p-1;

  private static final double LN2_LOW = 0x1.7f7d1cf79abcap-20;

  /** Added and subtracted, it rounds to a whole number, which then is in the lower bits. */
  private static final double ROUNDER = 0x1.8p23;

  /** Rounds, and leaves the whole number plus twice the bias of exponents in the lower bits. */
  private static final double BIASED_ROUNDER = 0x1.8p23 + 254;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(0x1.8p23f);
  private static final int EXPONENT_BIAS = 127;
  private static final int MANTISSA_BITS = 23;

  /** (e^r - 1 - r) / r^2 for |r| up to half of log 2; weighted error 1.4e-8. */
  private static final double[] EXPM1_TERMS = {
    0x1.0p-1, 0x1.5554a8p-3, 0x1.55547ep-5, 0x1.122d8ep-7, 0x1.6da0c2p-10
  };

  /** (log(1 + f) - f + f^2 / 2) / f^3 for 1 + f from sqrt(1/2) to sqrt(2); weighted error 6e-9. */
  private static final double[] LOG_TERMS = {
    0x1.55554ap-2, -0x1.00022p-2, 0x1.99a596p-3, -0x1.54788ap-3,
    0x1.226e4ap-3, -0x1.0ce07ep-3, 0x1.07d0eep-3, -0x1.41edfap-4
  };

  /** erf(x) / x - 1 in x^2 up to 1; weighted error 1.2e-9. */
  private static final double[] ERF_TERMS = {
    0x1.06eba8p-3,
    -0x1.81273ep-2,
    0x1.ce2cf8p-4,
    -0x1.b7f90cp-6,
    0x1.5405b2p-8,
    -0x1.a3f7p-11,
    0x1.496a3p-14
  };

  /** -log(1 - erf(x)) / x - 1 for x from 1 to 3.95; weighted error 4e-10. */
  private static final double[] ERFC_TERMS = {
    0x1.0790e6p-3,
    0x1.451abap-1,
    0x1.b459bp-4,
    -0x1.896176p-6,
    0x1.ec7fcp-9,
    -0x1.6f9ed8p-12,
    0x1.d47eeap-17
  };

  /** From here on the error function rounds to 1. */
  private static final double ERF_ONE = 3.95;

  private static final int SQRT_HALF_BITS = Float.floatToRawIntBits(0x1.6a09e6p-1f);
  private static final int MANTISSA_MASK = (1 << MANTISSA_BITS) - 1;

  /** Scales subnormal numbers up to normal ones. */
  private static final int SUBNORMAL_SHIFT = 24;

  private final Nodes n;

  FloatMath(Nodes nodes) {
    this.n = nodes;
  }

  private Node c(double value) {
    return n.constant(F, value);
  }

  private Node i(int value) {
    return n.integer(I, value);
  }

  /** Horner's scheme. */
  private Node polynomial(Node x, double[] terms) {
    Node sum = c(terms[terms.length - 1]);
    for (int k = terms.length - 2; k >= 0; k--) {
      sum = n.fma(sum, x, c(terms[k]));
    }
    return sum;
  }

  /** x limited to [low, high]; NaN stays. */
  private Node clamp(Node x, double low, double high) {
    return atMost(n.select(n.lt(x, c(low)), c(low), x), high);
  }

  private Node atMost(Node x, double high) {
    return n.select(n.lt(c(high), x), c(high), x);
  }

  /** x = exponent * log 2 + rest, with the exponent also as the bits of an integer. */
  private record Reduced(Node rest, Node exponent) {}

  private Reduced reduce(Node x) {
    Node shifted = n.fma(x, c(LOG2_E), c(ROUNDER));
    Node whole = n.sub(shifted, c(ROUNDER));
    Node rest = n.fma(whole, c(-LN2_HIGH), x);
    rest = n.fma(whole, c(-LN2_LOW), rest);
    return new Reduced(rest, n.sub(n.bits(shifted, I), i(ROUNDER_BITS)));
  }

  /** 2 to the power of an integer within the exponents of normal numbers. */
  private Node powerOfTwo(Node exponent) {
    return n.bits(n.shl(n.add(exponent, i(EXPONENT_BIAS)), MANTISSA_BITS), F);
  }

  Node exp(Node x) {
    Node limited = clamp(x, -104.0, 89.0);
    Node shifted = n.fma(limited, c(LOG2_E), c(BIASED_ROUNDER));
    Node whole = n.sub(shifted, c(BIASED_ROUNDER));
    Node rest = n.fma(whole, c(-LN2_HIGH), limited);
    rest = n.fma(whole, c(-LN2_LOW), rest);
    Node square = n.mul(rest, rest);
    Node value = n.add(n.fma(polynomial(rest, EXPM1_TERMS), square, rest), c(1));
    // In two steps, for 2^128 and the powers of subnormal numbers cannot be written as one. The
    // lower bits are the exponent plus twice the bias; those above are shifted out.
    Node bits = n.bits(shifted, I);
    Node half = n.shr(bits, 1);
    Node scaled = n.mul(value, n.bits(n.shl(half, MANTISSA_BITS), F));
    return n.mul(scaled, n.bits(n.shl(n.sub(bits, half), MANTISSA_BITS), F));
  }

  /** e^x - 1 up to sign of zero, for x from -18 to 89. */
  private Node expm1Within(Node x) {
    Reduced r = reduce(x);
    Node square = n.mul(r.rest, r.rest);
    Node small = n.fma(polynomial(r.rest, EXPM1_TERMS), square, r.rest);
    // 2^(e-1) instead of 2^e, which may be one above the range.
    Node scale = powerOfTwo(n.sub(r.exponent, i(1)));
    Node large = n.fma(scale, small, n.sub(scale, c(0.5)));
    return n.select(n.eq(r.exponent, i(0)), small, n.add(large, large));
  }

  Node expm1(Node x) {
    return signed(expm1Within(clamp(x, -18.0, 89.0)), x);
  }

  /** The value with the sign of x, which it has already unless it is zero. */
  private Node signed(Node value, Node x) {
    Node signBit = n.and(n.bits(x, I), i(Integer.MIN_VALUE));
    return n.bits(n.or(n.bits(value, I), signBit), F);
  }

  Node tanh(Node x) {
    // tanh(a) = (e^2a - 1) / (e^2a + 1); beyond 9.02 it rounds to 1.
    Node a = atMost(n.abs(x), 9.02);
    Node e = expm1Within(n.add(a, a));
    return n.copySign(n.div(e, n.add(e, c(2))), x);
  }

  Node sigmoid(Node x) {
    // With the exponential of -|x| nothing overflows and nothing cancels.
    Node e = exp(n.neg(n.abs(x)));
    return n.div(n.select(n.lt(x, c(0)), e, c(1)), n.add(e, c(1)));
  }

  Node log(Node x) {
    Node subnormal = n.lt(x, c(Float.MIN_NORMAL));
    Node scaled = n.select(subnormal, n.mul(x, c(1 << SUBNORMAL_SHIFT)), x);
    Node offset = n.select(subnormal, i(SUBNORMAL_SHIFT), i(0));
    Node value = logNormal(scaled, offset, c(0));
    return logLimits(x, value);
  }

  /** log(x) - offset * log 2 + correction for a normal positive x. */
  private Node logNormal(Node x, Node offset, Node correction) {
    Node shifted = n.sub(n.bits(x, I), i(SQRT_HALF_BITS));
    Node exponent = n.convert(n.sub(n.shr(shifted, MANTISSA_BITS), offset), F);
    Node mantissa = n.add(n.and(shifted, i(MANTISSA_MASK)), i(SQRT_HALF_BITS));
    Node f = n.sub(n.bits(mantissa, F), c(1));
    Node square = n.mul(f, f);
    Node tail = n.mul(polynomial(f, LOG_TERMS), n.mul(square, f));
    tail = n.fma(square, c(-0.5), tail);
    tail = n.fma(exponent, c(LN2_LOW), n.add(tail, correction));
    return n.fma(exponent, c(LN2_HIGH), n.add(f, tail));
  }

  /** The value, or the logarithm's at 0, below 0, at infinity and NaN. */
  private Node logLimits(Node x, Node value) {
    Node finite = n.select(n.lt(x, c(Double.POSITIVE_INFINITY)), value, x);
    Node zero = n.select(n.eq(x, c(0)), c(Double.NEGATIVE_INFINITY), finite);
    return n.select(n.lt(x, c(0)), c(Double.NaN), zero);
  }

  Node log1p(Node x) {
    // log(1 + x) = log(u) + (1 + x - u) / u with u = 1 + x rounded (Goldberg 1991, theorem 4).
    Node u = n.add(x, c(1));
    Node larger = n.lt(c(1), x);
    Node lost = n.select(larger, n.sub(c(1), n.sub(u, x)), n.sub(x, n.sub(u, c(1))));
    Node value = logNormal(u, i(0), n.div(lost, u));
    return n.select(n.eq(x, c(0)), x, logLimits(u, value));
  }

  Node erf(Node x) {
    Node a = atMost(n.abs(x), ERF_ONE);
    Node square = n.mul(a, a);
    Node small = n.fma(polynomial(square, ERF_TERMS), a, a);
    Node exponent = n.neg(n.fma(polynomial(a, ERFC_TERMS), a, a));
    Node large = n.sub(c(1), exp(exponent));
    return n.copySign(n.select(n.lt(a, c(1)), small, large), x);
  }
}
