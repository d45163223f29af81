package dev.narae.reference;

import dev.narae.expr.ScalarOp;
import dev.narae.spi.View;

/**
 * Numbers of one kind, passed around as 64-bit patterns so that every loop is written once: the
 * bits of a {@code double} for floating dtypes, the value itself for integers.
 */
sealed interface Arithmetic permits RealArithmetic, WholeArithmetic {
  /** An element of a view, converted to this kind. */
  long load(View view, long position);

  /** Stores a number, converted to the view's dtype: the only place where F32 is rounded. */
  void store(View view, long position, long number);

  /** A constant of a kernel. */
  long constant(double value);

  /** A runtime scalar of a kernel. */
  long scalar(long bits);

  /** The whole number {@code index}. */
  long index(long index);

  /** A uniform random number in [0, 1). */
  long uniform(long key, long counter, int word);

  /** An operator on numbers, and on masks as 0 and 1. */
  long apply(ScalarOp op, long a, long b, long c);

  /** An operator on two numbers. */
  default long apply(ScalarOp op, long a, long b) {
    return apply(op, a, b, 0);
  }
}
