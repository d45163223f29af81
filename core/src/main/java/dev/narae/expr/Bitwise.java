package dev.narae.expr;

import java.util.List;

/**
 * Operators on the bits of integers and on truth values; floating dtypes are refused. Integer
 * dtypes stay, and a plain number makes truth values I64.
 *
 * @param <T> the operand type
 */
public interface Bitwise<T extends Elementwise<T>> {

  /** Applies a formula to this, further operands and runtime scalars, as one computation. */
  T apply(Formula formula, List<T> others, Number... scalars);

  /** All bits inverted. */
  default T bitwiseNot() {
    return apply(BitFormulas.NOT, List.of());
  }

  /** The bits that both have; of truth values: whether both are true. */
  default T bitwiseAnd(T other) {
    return apply(BitFormulas.AND, List.of(other));
  }

  /** The bits that both have; of truth values: whether both are true. */
  default T bitwiseAnd(long other) {
    return apply(BitFormulas.AND_SCALAR, List.of(), other);
  }

  /** The bits that at least one has; of truth values: whether one is true. */
  default T bitwiseOr(T other) {
    return apply(BitFormulas.OR, List.of(other));
  }

  /** The bits that at least one has; of truth values: whether one is true. */
  default T bitwiseOr(long other) {
    return apply(BitFormulas.OR_SCALAR, List.of(), other);
  }

  /** The bits that exactly one has; of truth values: whether they differ. */
  default T bitwiseXor(T other) {
    return apply(BitFormulas.XOR, List.of(other));
  }

  /** The bits that exactly one has; of truth values: whether they differ. */
  default T bitwiseXor(long other) {
    return apply(BitFormulas.XOR_SCALAR, List.of(), other);
  }

  /** Shifted up by as many bits; 0 by a negative number, or by more bits than there are. */
  default T leftShift(T other) {
    return apply(BitFormulas.LEFT, List.of(other));
  }

  /** Shifted up by as many bits; 0 by a negative number, or by more bits than there are. */
  default T leftShift(long other) {
    return apply(BitFormulas.LEFT_SCALAR, List.of(), other);
  }

  /**
   * Shifted down by as many bits, the sign filled in; only the sign is left by a negative number,
   * or by more bits than there are.
   */
  default T rightShift(T other) {
    return apply(BitFormulas.RIGHT, List.of(other));
  }

  /**
   * Shifted down by as many bits, the sign filled in; only the sign is left by a negative number,
   * or by more bits than there are.
   */
  default T rightShift(long other) {
    return apply(BitFormulas.RIGHT_SCALAR, List.of(), other);
  }
}
