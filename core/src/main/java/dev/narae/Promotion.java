package dev.narae;

import dev.narae.expr.Formula;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dtype in which operands meet, as in PyTorch: tensors with dimensions decide among themselves;
 * a tensor without dimensions, and after it a plain number, only matters if it is of a higher
 * {@link DType.Category}.
 */
final class Promotion {
  private Promotion() {}

  /** The common dtype of the operands of a formula. */
  static DType of(Formula formula, Tensor[] operands, List<Number> scalars) {
    @Nullable DType withDims = null;
    @Nullable DType without = null;
    for (Tensor operand : operands) {
      if (operand.rank() > 0) {
        withDims = join(withDims, operand.dtype());
      } else {
        without = join(without, operand.dtype());
      }
    }
    DType result = raise(withDims, without);
    for (Number scalar : scalars) {
      DType own = scalar instanceof Double ? DType.F32 : DType.I64;
      result = raise(result, own);
    }
    return formula.isFloating() ? result.toFloating() : result;
  }

  /** Refuses a floating dtype where only integers have a meaning. */
  static void requireIntegral(Formula formula, DType common) {
    if (formula.isIntegral() && common.isFloating()) {
      throw new DTypeException(
          "%s: the operands meet in %s; it needs integers or truth values: convert with to(DType.I64)"
              .formatted(formula.name(), common));
    }
  }

  private static DType join(@Nullable DType a, DType b) {
    return a == null ? b : a.promote(b);
  }

  /** {@code strong}, unless {@code weak} is of a higher category. */
  private static DType raise(@Nullable DType strong, @Nullable DType weak) {
    if (strong == null) {
      return weak == null ? DType.BOOL : weak;
    }
    return weak != null && weak.category().compareTo(strong.category()) > 0 ? weak : strong;
  }
}
