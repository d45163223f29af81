package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/** Powers of whole numbers with whole exponents: products that wrap around, as in PyTorch. */
final class WholePower {
  /** Above this exponent a kernel for each would be too large. */
  private static final long MOST_UNROLLED = 16;

  private static final Expr ZERO = Expr.constant(0);
  private static final Expr ONE = Expr.constant(1);

  private static final Formula OF_TENSORS = Formula.binary("pow", WholePower::power);
  private static final Formula OF_NUMBER = Formula.withScalar("pow", WholePower::power);

  private WholePower() {}

  /** Whether both are whole numbers; truth values alone are not. */
  static boolean applies(Tensor base, Tensor exponent) {
    DType common = base.dtype().promote(exponent.dtype());
    return !common.isFloating() && common != DType.BOOL;
  }

  /** Negative exponents give 0, except that 1 and -1 keep their meaning. */
  static Tensor of(Tensor base, Tensor exponent) {
    return base.apply(OF_TENSORS, List.of(exponent));
  }

  static Tensor of(Tensor base, long exponent) {
    if (exponent < 0) {
      throw new IllegalArgumentException(
          ("pow: a tensor of %s to the power of %d is no whole number; convert it with"
                  + " to(DType.F32), or use a floating exponent")
              .formatted(base.dtype(), exponent));
    }
    Tensor number = base.dtype() == DType.BOOL ? base.to(DType.I64) : base;
    return exponent <= MOST_UNROLLED
        ? Tensor.map(x -> product(x, exponent), number)
        : number.apply(OF_NUMBER, List.of(), exponent);
  }

  private static Expr product(Expr x, long exponent) {
    if (exponent == 0) {
      return x.mul(ZERO).add(ONE);
    }
    Expr square = exponent > 1 ? product(x, exponent / 2) : ONE;
    Expr even = exponent > 1 ? square.mul(square) : ONE;
    return exponent == 1 ? x : exponent % 2 == 1 ? even.mul(x) : even;
  }

  /** By squaring, one bit of the exponent after the other. */
  private static Expr power(Expr base, Expr exponent) {
    Expr result = ONE;
    Expr square = base;
    Expr rest = exponent;
    for (int bit = 0; bit < Long.SIZE - 1; bit++) {
      Expr factor = rest.bitwiseAnd(ONE).ne(ZERO).where(square, ONE);
      result = bit == 0 ? factor : result.mul(factor);
      square = square.mul(square);
      rest = rest.rightShift(ONE);
    }
    Expr odd = exponent.bitwiseAnd(ONE).ne(ZERO);
    Expr sign = odd.where(base, ONE);
    Expr unit = base.eq(ONE).logicalOr(base.eq(Expr.constant(-1)));
    return exponent.lt(ZERO).where(unit.where(sign, ZERO), result);
  }
}
