package dev.narae.reference;

import dev.narae.DType;
import dev.narae.expr.Philox;
import dev.narae.expr.ScalarOp;
import dev.narae.spi.View;

/**
 * Real numbers in {@code double}, whatever the kernel's dtype: what is read is rounded to {@code
 * compute} first, everything after that is exact to double precision.
 */
record RealArithmetic(DType compute) implements Arithmetic {

  private long rounded(double value) {
    return bits(compute == DType.F32 ? (float) value : value);
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static double value(long bits) {
    return Double.longBitsToDouble(bits);
  }

  @Override
  public long load(View view, long position) {
    return rounded(Memory.real(view, position));
  }

  @Override
  public void store(View view, long position, long number) {
    Memory.store(view, position, value(number));
  }

  @Override
  public long constant(double value) {
    return rounded(value);
  }

  @Override
  public long scalar(long bits) {
    return rounded(value(bits));
  }

  @Override
  public long index(long index) {
    return rounded((double) index);
  }

  @Override
  public long uniform(long key, long counter, int word) {
    int[] block = Philox.block(key, counter);
    return compute == DType.F32
        ? bits(Philox.toFloat(block[word]))
        : bits(Philox.toDouble(block[word], block[word ^ 1]));
  }

  @Override
  public long apply(ScalarOp op, long a, long b, long c) {
    return bits(op.eval(value(a), value(b), value(c)));
  }
}
