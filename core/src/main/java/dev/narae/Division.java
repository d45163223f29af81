package dev.narae;

import java.util.List;

/**
 * Division to whole numbers. Integers stay integers, and their quotient by 0 is 0; floating numbers
 * divided by 0 are infinite or NaN. Gradients are 0.
 */
public sealed interface Division permits Tensor {

  /** How a quotient becomes a whole number. */
  enum Rounding {
    /** Towards zero. */
    TRUNC,
    /** Down, as Python's {@code //}. */
    FLOOR
  }

  /** The quotient as a whole number. */
  default Tensor div(Tensor other, Rounding rounding) {
    DivisionFormulas formulas = formulas(rounding);
    DType common = Promotion.of(MapOp.IDENTITY, new Tensor[] {self(), other}, List.of());
    return self()
        .apply(common.isFloating() ? formulas.ofReal() : formulas.ofWhole(), List.of(other));
  }

  /** The quotient by a number as a whole number, in a floating dtype. */
  default Tensor div(double divisor, Rounding rounding) {
    return self().apply(formulas(rounding).ofRealByScalar(), List.of(), divisor);
  }

  /** The quotient by a whole number as a whole number. */
  default Tensor div(long divisor, Rounding rounding) {
    DivisionFormulas formulas = formulas(rounding);
    boolean real = self().dtype().isFloating();
    return self()
        .apply(real ? formulas.ofRealByScalar() : formulas.ofWholeByScalar(), List.of(), divisor);
  }

  private static DivisionFormulas formulas(Rounding rounding) {
    return switch (rounding) {
      case TRUNC -> DivisionFormulas.TRUNCATED;
      case FLOOR -> DivisionFormulas.FLOORED;
    };
  }

  /** The quotient rounded down. */
  default Tensor floorDivide(Tensor other) {
    return div(other, Rounding.FLOOR);
  }

  /** The quotient by a number rounded down, in a floating dtype. */
  default Tensor floorDivide(double divisor) {
    return div(divisor, Rounding.FLOOR);
  }

  /** The quotient by a whole number rounded down. */
  default Tensor floorDivide(long divisor) {
    return div(divisor, Rounding.FLOOR);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
