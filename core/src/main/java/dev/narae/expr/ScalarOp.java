package dev.narae.expr;

/**
 * The operators of elementwise computations, with their meaning in {@code double}.
 *
 * <p>On integer dtypes {@link #NEG}, {@link #ABS}, {@link #ADD}, {@link #SUB} and {@link #MUL} wrap
 * around in two's complement; {@link #REM} by zero is 0. Operators that {@linkplain #isFloating()
 * need real numbers} never see integers: the computation is carried out in a floating dtype then.
 */
public enum ScalarOp {
  /** -a. */
  NEG(1, Kind.ANY),
  /** |a|. */
  ABS(1, Kind.ANY),
  /** The largest whole number not above a. */
  FLOOR(1, Kind.ANY),
  /** The nearest whole number, ties to even. */
  ROUND(1, Kind.ANY),
  /** The square root; NaN below 0. */
  SQRT(1, Kind.FLOATING),
  /** e to the power of a. */
  EXP(1, Kind.FLOATING),
  /** e^a - 1, exact for small a. */
  EXPM1(1, Kind.FLOATING),
  /** The natural logarithm; -infinity at 0, NaN below. */
  LOG(1, Kind.FLOATING),
  /** log(1 + a), exact for small a. */
  LOG1P(1, Kind.FLOATING),
  /** The sine of a in radians. */
  SIN(1, Kind.FLOATING),
  /** The cosine of a in radians. */
  COS(1, Kind.FLOATING),
  /** The hyperbolic tangent. */
  TANH(1, Kind.FLOATING),
  /** 1 / (1 + e^-a). */
  SIGMOID(1, Kind.FLOATING),
  /** The error function 2/sqrt(pi) times the integral of e^-t^2 from 0 to a. */
  ERF(1, Kind.FLOATING),
  /** a + b. */
  ADD(2, Kind.ANY),
  /** a - b. */
  SUB(2, Kind.ANY),
  /** a * b. */
  MUL(2, Kind.ANY),
  /** a / b. */
  DIV(2, Kind.FLOATING),
  /** The remainder of the division truncated towards zero: the sign of a. */
  REM(2, Kind.ANY),
  /** a to the power of b, as {@link SpecialFunctions#pow}; 1 where b is 0 or a is 1. */
  POW(2, Kind.FLOATING),
  /** The larger of a and b; NaN if one is NaN. */
  MAX(2, Kind.ANY),
  /** The smaller of a and b; NaN if one is NaN. */
  MIN(2, Kind.ANY),
  /** The angle of the point (b, a) in radians. */
  ATAN2(2, Kind.FLOATING),
  /** Whether a is less than b; false if one is NaN. */
  LT(2, Kind.COMPARISON),
  /** Whether a is at most b; false if one is NaN. */
  LE(2, Kind.COMPARISON),
  /** Whether a equals b; false if one is NaN. */
  EQ(2, Kind.COMPARISON),
  /** Whether both masks are true. */
  AND(2, Kind.LOGICAL),
  /** Whether at least one mask is true. */
  OR(2, Kind.LOGICAL),
  /** Whether the mask is false. */
  NOT(1, Kind.LOGICAL),
  /** b where the mask a is true, else c. */
  SELECT(3, Kind.ANY),
  /** The bits that both have. */
  BIT_AND(2, Kind.INTEGRAL),
  /** The bits that at least one has. */
  BIT_OR(2, Kind.INTEGRAL),
  /** The bits that exactly one has. */
  BIT_XOR(2, Kind.INTEGRAL),
  /** a shifted up by b bits; 0 if b is negative or not below the number of bits. */
  SHIFT_LEFT(2, Kind.INTEGRAL),
  /**
   * a shifted down by b bits, the sign filled in; only the sign is left where b is out of range.
   */
  SHIFT_RIGHT(2, Kind.INTEGRAL),
  /** a / b truncated towards zero; 0 where b is 0. */
  QUOTIENT(2, Kind.INTEGRAL);

  private enum Kind {
    ANY,
    FLOATING,
    INTEGRAL,
    COMPARISON,
    LOGICAL
  }

  private final int arity;
  private final Kind kind;

  ScalarOp(int arity, Kind kind) {
    this.arity = arity;
    this.kind = kind;
  }

  /** The number of operands. */
  public int arity() {
    return arity;
  }

  /** Whether the operator is defined on floating dtypes only. */
  public boolean isFloating() {
    return kind == Kind.FLOATING;
  }

  /** Whether the operator is defined on integers and truth values only. */
  public boolean isIntegral() {
    return kind == Kind.INTEGRAL;
  }

  /** Whether the result is a truth value. */
  public boolean isMask() {
    return kind == Kind.COMPARISON || kind == Kind.LOGICAL;
  }

  /** Whether operand {@code i} is a truth value. */
  public boolean operandIsMask(int i) {
    return kind == Kind.LOGICAL || (this == SELECT && i == 0);
  }

  /** The operator's value for numbers in {@code double}; masks are 0 and 1. The reference. */
  public double eval(double... x) {
    double a = x[0];
    return switch (this) {
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case FLOOR -> Math.floor(a);
      case ROUND -> Math.rint(a);
      case SQRT -> Math.sqrt(a);
      case EXP -> Math.exp(a);
      case EXPM1 -> Math.expm1(a);
      case LOG -> Math.log(a);
      case LOG1P -> Math.log1p(a);
      case SIN -> Math.sin(a);
      case COS -> Math.cos(a);
      case TANH -> Math.tanh(a);
      case SIGMOID -> SpecialFunctions.sigmoid(a);
      case ERF -> SpecialFunctions.erf(a);
      case ADD -> a + x[1];
      case SUB -> a - x[1];
      case MUL -> a * x[1];
      case DIV -> a / x[1];
      case REM -> a % x[1];
      case POW -> SpecialFunctions.pow(a, x[1]);
      case MAX -> Math.max(a, x[1]);
      case MIN -> Math.min(a, x[1]);
      case ATAN2 -> Math.atan2(a, x[1]);
      case LT -> a < x[1] ? 1 : 0;
      case LE -> a <= x[1] ? 1 : 0;
      case EQ -> a == x[1] ? 1 : 0;
      case AND -> a != 0 && x[1] != 0 ? 1 : 0;
      case OR -> a != 0 || x[1] != 0 ? 1 : 0;
      case NOT -> a == 0 ? 1 : 0;
      case SELECT -> a != 0 ? x[1] : x[2];
      case BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT, QUOTIENT ->
          WholeOps.eval(this, (long) a, (long) x[1], Long.SIZE);
    };
  }
}
