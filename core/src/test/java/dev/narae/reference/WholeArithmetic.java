package dev.narae.reference;

import dev.narae.DType;
import dev.narae.expr.ScalarOp;
import dev.narae.expr.WholeOps;
import dev.narae.spi.View;

/** Whole numbers that wrap around in I32 or I64. */
record WholeArithmetic(DType compute) implements Arithmetic {

  private long wrapped(long value) {
    return compute == DType.I32 ? (int) value : value;
  }

  @Override
  public long load(View view, long position) {
    return wrapped(Memory.whole(view, position));
  }

  @Override
  public void store(View view, long position, long number) {
    Memory.store(view, position, number);
  }

  @Override
  public long constant(double value) {
    return compute == DType.I32 ? (int) value : (long) value;
  }

  @Override
  public long scalar(long bits) {
    return wrapped(bits);
  }

  @Override
  public long index(long index) {
    return wrapped(index);
  }

  @Override
  public long uniform(long key, long counter, int word) {
    throw new IllegalArgumentException("random numbers need a floating compute dtype");
  }

  @Override
  public long apply(ScalarOp op, long a, long b, long c) {
    return switch (op) {
      case NEG -> wrapped(-a);
      case ABS -> wrapped(Math.abs(a));
      case FLOOR, ROUND -> a;
      case ADD -> wrapped(a + b);
      case SUB -> wrapped(a - b);
      case MUL -> wrapped(a * b);
      case REM -> b == 0 ? 0 : a % b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case LT -> a < b ? 1 : 0;
      case LE -> a <= b ? 1 : 0;
      case EQ -> a == b ? 1 : 0;
      case AND -> a & b;
      case OR -> a | b;
      case NOT -> 1 - a;
      case SELECT -> a != 0 ? b : c;
      case BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT, QUOTIENT ->
          wrapped(WholeOps.eval(op, a, b, compute.bytes() * Byte.SIZE));
      case SQRT, EXP, EXPM1, LOG, LOG1P, SIN, COS, TANH, SIGMOID, ERF, DIV, POW, ATAN2 ->
          throw new IllegalArgumentException(op + " needs a floating compute dtype");
    };
  }
}
