package dev.narae.expr;

/** The meaning of the operators that are defined on integers only. */
public final class WholeOps {
  private WholeOps() {}

  /**
   * The value of an operator; 0 where a divisor is 0.
   *
   * @param op one that {@linkplain ScalarOp#isIntegral() needs integers}
   * @param bits the width of the integers, for shifts: 32 or 64
   */
  public static long eval(ScalarOp op, long a, long b, int bits) {
    boolean within = b >= 0 && b < bits;
    return switch (op) {
      case BIT_AND -> a & b;
      case BIT_OR -> a | b;
      case BIT_XOR -> a ^ b;
      case SHIFT_LEFT -> within ? a << b : 0;
      case SHIFT_RIGHT -> a >> (within ? b : bits - 1);
      case QUOTIENT -> b == 0 ? 0 : a / b;
      default -> throw new IllegalArgumentException(op + " is not defined on integers only");
    };
  }
}
