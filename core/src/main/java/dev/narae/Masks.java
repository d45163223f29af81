package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.ScatterKind;
import java.util.ArrayList;
import java.util.List;

/** From truth values to positions. What is returned is not recorded. */
final class Masks {
  /** The scalar where input 1 is true, else input 0. */
  static final Formula FILL =
      Formula.of("maskedFill", 2, 1, Expr.arg(1).where(Expr.scalar(0), Expr.arg(0)));

  private Masks() {}

  /** Refuses a mask that is not BOOL. */
  static Tensor require(String op, Tensor mask) {
    if (mask.dtype() != DType.BOOL) {
      throw new DTypeException(
          "%s: the mask is %s; it must be bool, as comparisons return".formatted(op, mask.dtype()));
    }
    return mask;
  }

  /** How many elements of a mask up to each one are true, as a vector. */
  static Tensor counts(Tensor mask) {
    return mask.flatten().cumsum(0);
  }

  /** Where a mask is true, counted in row-major order: a vector of I64. */
  static Tensor positions(Tensor mask) {
    if (mask.size() == 0) {
      return Tensor.zeros(Shape.of(0), DType.I64, mask.device());
    }
    try (var _ = Grad.noGrad()) {
      Tensor counts = counts(mask);
      Tensor total = counts.select(0, -1);
      long found = total.toLong();
      // Each true element goes to the place of its number, all others to one behind the last.
      Tensor places = mask.flatten().where(counts.sub(1L), total);
      Tensor all = Tensor.arange(mask.size(), DType.I64, mask.device());
      Tensor none = Tensor.zeros(Shape.of(found + 1), DType.I64, mask.device());
      ScatterOp set = new ScatterOp("nonzero", ScatterKind.SET, 0, true);
      return Dispatch.run(set, none, places, all).narrow(0, 0, found);
    }
  }

  /** Positions in row-major order as indices of each dimension, a row for each position. */
  static Tensor coordinates(Tensor positions, Shape shape) {
    if (shape.rank() == 0) {
      return Tensor.zeros(Shape.of(positions.dim(0), 0), DType.I64, positions.device());
    }
    List<Tensor> columns = new ArrayList<>();
    Tensor rest = positions;
    for (int i = shape.rank() - 1; i > 0; i--) {
      long extent = Math.max(shape.dim(i), 1);
      Tensor own = rest.remainder(extent);
      columns.addFirst(own);
      // Exact: both are whole, and far below 2^53.
      rest = rest.sub(own).to(DType.F64).div((double) extent).to(DType.I64);
    }
    columns.addFirst(rest);
    return Tensor.stack(1, columns.toArray(Tensor[]::new));
  }
}
