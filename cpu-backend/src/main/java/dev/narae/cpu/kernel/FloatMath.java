package dev.narae.cpu.kernel;

import java.util.ArrayList;
import java.util.List;

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

  /** Log 2 rounded, and the rest. */
  private static final double LN2 = 0x1.62e43p-1;

  private static final double LN2_REST = -0x1.05c61p-29;

  /** Added and subtracted, it rounds to a whole number, which then is in the lower bits. */
  private static final double ROUNDER = 0x1.8p23;

  /** Rounds, and leaves the whole number plus twice the bias of exponents in the lower bits. */
  private static final double BIASED_ROUNDER = 0x1.8p23 + 254;

  /** The same with the bias once. */
  private static final double SINGLE_BIASED_ROUNDER = 0x1.8p23 + 127;

  /** Beyond it, in both directions, e^x is infinite or 0. */
  private static final double LARGEST_EXPONENT = 104;

  /** {@link #BIASED_ROUNDER} and the power of 2 of that number. */
  private static final int LARGEST_BITS = Float.floatToRawIntBits(0x1.8p23f + 254 + 150);

  /** Less the bits of a power of 2, they are the bits of its inverse. */
  private static final int INVERSE_BITS = 254 << 23;

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

  /**
   * u / (2 x) in x^2 for x up to {@link #ERF_ONE}, where erf(x) = (3 u - u^3) / 2. The cubic is
   * flat at 1, so that errors of u fade as erf(x) nears 1. By iterated weighted least squares
   * (Lawson 1961), which finds the coefficients that Remez's algorithm would; error of erf(x)
   * 6.8e-9.
   */
  private static final double[] ERF_TERMS = {
    0x1.812746p-2,
    -0x1.bdde8cp-5,
    0x1.be7bcp-8,
    -0x1.510f74p-11,
    0x1.859984p-15,
    -0x1.5e087ap-19,
    0x1.e964d2p-24,
    -0x1.014c3cp-28,
    0x1.6b958ap-34,
    -0x1.fb0e4ep-41
  };

  /** From here on the error function rounds to 1. */
  private static final double ERF_ONE = 4;

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

  /**
   * By pairs of terms, pairs of pairs and so on (Estrin 1960): more steps at once than in Horner's
   * scheme, at the price of some powers of x.
   */
  private Node paired(Node x, Node square, double[] terms) {
    List<Node> parts = new ArrayList<>();
    for (double term : terms) {
      parts.add(c(term));
    }
    Node power = x;
    Node next = square;
    while (parts.size() > 1) {
      List<Node> pairs = new ArrayList<>();
      for (int k = 0; k + 1 < parts.size(); k += 2) {
        pairs.add(n.fma(parts.get(k + 1), power, parts.get(k)));
      }
      if (parts.size() % 2 == 1) {
        pairs.add(n.fma(parts.getLast(), next, pairs.removeLast()));
      }
      parts = pairs;
      power = next;
      next = parts.size() > 2 ? n.mul(next, next) : next;
    }
    return parts.getFirst();
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

  /**
   * e^x as (1 + small) * lower * upper, the latter two the powers of 2 whose exponents are the
   * halves of one: 2^128 and those of subnormal numbers cannot be written as one float.
   */
  private record Exponential(Node small, Node lower, Node upper) {}

  /** The parts of e^x for any x; infinite or NaN parts where that is the result. */
  private Exponential exponential(Node x) {
    Node limited = n.select(n.lt(x, c(-LARGEST_EXPONENT)), c(-LARGEST_EXPONENT), x);
    Node rounded = n.fma(limited, c(LOG2_E), c(BIASED_ROUNDER));
    // Floats above 0 are in the order of their bits. What is above all exponents is left to rest.
    Node bits = n.apply(Step.MIN, n.bits(rounded, I), i(LARGEST_BITS));
    Node whole = n.sub(n.bits(bits, F), c(BIASED_ROUNDER));
    Node rest = n.fma(whole, c(-LN2), limited);
    rest = n.fma(whole, c(-LN2_REST), rest);
    Node square = n.mul(rest, rest);
    // The lower bits are the exponent plus twice the bias; those above are shifted out.
    Node half = n.shr(bits, 1);
    Node lower = n.bits(n.shl(half, MANTISSA_BITS), F);
    Node upper = n.bits(n.shl(n.sub(bits, half), MANTISSA_BITS), F);
    Node small = n.fma(paired(rest, square, EXPM1_TERMS), square, rest);
    return new Exponential(small, lower, upper);
  }

  Node exp(Node x) {
    Exponential e = exponential(x);
    return n.mul(n.fma(e.small, e.lower, e.lower), e.upper);
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
    // tanh(a) = (e^2a - 1) / (e^2a + 1); beyond 9.02 it rounds to 1. So few multiples of log 2 need
    // one constant only.
    Node a = atMost(n.abs(x), 9.02);
    Node twice = n.add(a, a);
    Node rounded = n.fma(twice, c(LOG2_E), c(SINGLE_BIASED_ROUNDER));
    Node rest = n.fma(n.sub(rounded, c(SINGLE_BIASED_ROUNDER)), c(-LN2), twice);
    Node square = n.mul(rest, rest);
    Node small = n.fma(paired(rest, square, EXPM1_TERMS), square, rest);
    Node scale = n.bits(n.shl(n.bits(rounded, I), MANTISSA_BITS), F);
    Node e = n.fma(scale, small, n.sub(scale, c(1)));
    return n.copySign(n.div(e, n.add(e, c(2))), x);
  }

  Node sigmoid(Node x) {
    // 1 / (1 + (1 + small) * lower * upper), both sides divided by lower, so that nothing
    // overflows.
    Exponential e = exponential(n.neg(x));
    Node inverse = n.bits(n.sub(i(INVERSE_BITS), n.bits(e.lower, I)), F);
    return n.div(inverse, n.fma(e.small, e.upper, n.add(e.upper, inverse)));
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
    Node half = n.mul(a, paired(square, n.mul(square, square), ERF_TERMS));
    Node u = n.add(half, half);
    // (3 u - u^3) / 2 as u + u / 2 * (1 - u^2): its last step is the only one that counts near 1.
    return n.copySign(n.fma(n.fma(n.neg(u), u, c(1)), half, u), x);
  }
}
