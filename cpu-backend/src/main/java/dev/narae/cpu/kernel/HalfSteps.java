package dev.narae.cpu.kernel;

import dev.narae.DType;

/**
 * Conversions between FLOAT and the 16 bits of half precision, from steps on integers: so they have
 * a vector form, and scalar and vector code give the same bits.
 */
final class HalfSteps {
  /** A number times this has an exponent as far above F32's bias as it was above F16's. */
  private static final double REBIAS = 0x1p112;

  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7C00;
  private static final int NAN_F16 = 0x7E00;
  private static final int NAN_BF16 = 0x7FC0;

  /** Significant bits of a FLOAT that F16 has no place for. */
  private static final int CUT = 13;

  /** The bits of 2^16, beyond all of F16. */
  private static final int TOO_LARGE = 0x47800000;

  /** The bits of 2^-14, below which F16 has fewer significant bits. */
  private static final int SUBNORMAL = 0x38800000;

  /** The difference of the biases of F32 and F16, at the place of the exponent. */
  private static final int BIAS = 112 << 23;

  private static final int FLOAT_INFINITY = 0x7F800000;

  private final Nodes n;

  HalfSteps(Nodes nodes) {
    this.n = nodes;
  }

  /** The FLOAT that bits of a dtype stand for; exact. */
  Node toFloat(Node bits, DType dtype) {
    return dtype == DType.BF16 ? n.bits(n.shl(bits, Short.SIZE), ValueType.FLOAT) : fromF16(bits);
  }

  /** The bits of the number of a dtype that is nearest to a FLOAT, ties to even. */
  Node fromFloat(Node value, DType dtype) {
    return dtype == DType.BF16 ? toBF16(value) : toF16(value);
  }

  private Node integer(int value) {
    return n.integer(ValueType.INT, value);
  }

  /** Magnitude bits at their place in a FLOAT make a number 2^112 too small. */
  private Node fromF16(Node bits) {
    Node magnitude = n.and(bits, integer(SIGN - 1));
    Node placed = n.shl(magnitude, CUT);
    Node rebias = n.constant(ValueType.FLOAT, REBIAS);
    Node finite = n.bits(n.mul(n.bits(placed, ValueType.FLOAT), rebias), ValueType.INT);
    Node special = n.or(placed, integer(FLOAT_INFINITY));
    Node number = n.select(n.lt(magnitude, integer(INFINITY)), finite, special);
    Node sign = n.shl(n.and(bits, integer(SIGN)), Short.SIZE);
    return n.bits(n.or(number, sign), ValueType.FLOAT);
  }

  private Node toBF16(Node value) {
    Node bits = n.bits(value, ValueType.INT);
    Node rounded = n.ushr(n.add(bits, halfStep(bits, Short.SIZE)), Short.SIZE);
    return n.select(n.eq(value, value), rounded, integer(NAN_BF16));
  }

  private Node toF16(Node value) {
    Node bits = n.bits(value, ValueType.INT);
    Node magnitude = n.and(bits, integer(Integer.MAX_VALUE));
    Node rebiased = n.sub(magnitude, integer(BIAS));
    Node normal = n.ushr(n.add(rebiased, halfStep(magnitude, CUT)), CUT);
    Node small = n.select(n.lt(magnitude, integer(SUBNORMAL)), subnormal(magnitude), normal);
    Node finite = n.select(n.lt(magnitude, integer(TOO_LARGE)), small, integer(INFINITY));
    Node number = n.select(n.eq(value, value), finite, integer(NAN_F16));
    return n.or(number, n.and(n.ushr(bits, Short.SIZE), integer(SIGN)));
  }

  /** Added to 0.5, whose last bit counts 2^-24 as that of F16 does here, the sum is rounded. */
  private Node subnormal(Node magnitude) {
    Node half = n.constant(ValueType.FLOAT, 0.5);
    Node sum = n.add(n.bits(magnitude, ValueType.FLOAT), half);
    return n.sub(n.bits(sum, ValueType.INT), n.bits(half, ValueType.INT));
  }

  /** What rounds to even when added before {@code cut} bits are dropped. */
  private Node halfStep(Node bits, int cut) {
    Node odd = n.and(n.ushr(bits, cut), integer(1));
    return n.add(odd, integer((1 << (cut - 1)) - 1));
  }
}
