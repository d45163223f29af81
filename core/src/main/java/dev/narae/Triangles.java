package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/** The checks of diagonals, and triangles as masks. */
final class Triangles {
  private static final Formula KEEP =
      Formula.of("triangle", 2, 0, Expr.arg(1).where(Expr.arg(0), Expr.constant(0)));

  private Triangles() {}

  /** A diagonal of two dimensions of a shape. */
  static DiagonalOp diagonal(String op, Shape shape, long offset, int dim1, int dim2) {
    int rows = shape.axis(op, dim1);
    int columns = shape.axis(op, dim2);
    if (rows == columns) {
      throw new ShapeException(
          "%s: dimensions %d and %d are the same one of %d; name two"
              .formatted(op, dim1, dim2, shape.rank()));
    }
    return new DiagonalOp(offset, rows, columns);
  }

  /** Matrices with zeros on one side of a diagonal. */
  static Tensor of(String op, Tensor matrices, long offset, boolean lower) {
    if (matrices.rank() < 2) {
      throw new ShapeException(
          "%s: shape %s has no matrices; at least two dimensions are needed"
              .formatted(op, matrices.shape()));
    }
    Tensor mask = mask(matrices.dim(-2), matrices.dim(-1), offset, lower, matrices.device());
    return Dispatch.run(new MapOp(KEEP, List.of(), matrices.dtype()), matrices, mask);
  }

  /** Where a matrix is on or below, or on or above, a diagonal. */
  static Tensor mask(long rows, long columns, long offset, boolean lower, Device device) {
    Tensor own = Tensor.arange(rows, DType.I64, device).unsqueeze(1).add(offset);
    Tensor column = Tensor.arange(columns, DType.I64, device);
    return lower ? own.ge(column) : own.le(column);
  }
}
