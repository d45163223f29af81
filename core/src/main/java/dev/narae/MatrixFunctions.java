package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/** Functions of matrices in tensor code. */
final class MatrixFunctions {
  private static final Formula SCALED_SUM =
      Formula.of(
          "addmm", 2, 2, Expr.arg(0).mul(Expr.scalar(0)).add(Expr.arg(1).mul(Expr.scalar(1))));

  private MatrixFunctions() {}

  /** beta x + alpha product; x does not take part with beta 0, as in BLAS. */
  static Tensor scaledSum(String op, Tensor x, Tensor product, double beta, double alpha) {
    if (!product.shape().broadcast(op, x.shape()).equals(product.shape())) {
      throw new ShapeException(
          "%s: shape %s cannot be added to a product of shape %s; its sizes must be those or 1"
              .formatted(op, x.shape(), product.shape()));
    }
    if (beta == 0) {
      return product.mul(alpha);
    }
    return beta == 1 && alpha == 1
        ? x.add(product)
        : x.apply(SCALED_SUM, List.of(product), beta, alpha);
  }

  static Tensor kron(Tensor a, Tensor b) {
    int rank = Math.max(a.rank(), b.rank());
    long[] spreadA = new long[2 * rank];
    long[] spreadB = new long[2 * rank];
    long[] out = new long[rank];
    for (int i = 0; i < rank; i++) {
      long own = extent(a, i - rank + a.rank());
      long other = extent(b, i - rank + b.rank());
      spreadA[2 * i] = own;
      spreadA[2 * i + 1] = 1;
      spreadB[2 * i] = 1;
      spreadB[2 * i + 1] = other;
      out[i] = own * other;
    }
    return a.reshape(spreadA).mul(b.reshape(spreadB)).reshape(Shape.of(out));
  }

  private static long extent(Tensor tensor, int dim) {
    return dim < 0 ? 1 : tensor.dim(dim);
  }

  /** By squaring. */
  static Tensor power(Tensor matrix, int exponent) {
    if (matrix.rank() < 2 || matrix.dim(-1) != matrix.dim(-2)) {
      throw new ShapeException(
          "matrixPower: shape %s; the last two sizes must be equal".formatted(matrix.shape()));
    }
    if (exponent < 0) {
      return power(matrix.inv(), Math.negateExact(exponent));
    }
    Tensor result = null;
    Tensor square = matrix;
    for (int rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result = result == null ? square : result.matmul(square);
      }
      square = rest > 1 ? square.matmul(square) : square;
    }
    if (result == null) {
      return identity(matrix);
    }
    // A result of its own, which may be written to.
    return result == matrix ? matrix.copy() : result;
  }

  private static Tensor identity(Tensor like) {
    Dispatch.backend("matrixPower", like);
    Tensor positions = Tensor.arange(like.dim(-1), DType.I64, like.device());
    return positions.unsqueeze(1).eq(positions).to(like.dtype()).expand(like.shape()).copy();
  }

  /** a × b = (a2 b3 - a3 b2, a3 b1 - a1 b3, a1 b2 - a2 b1). */
  static Tensor cross(Tensor a, Tensor b, int dim) {
    Shape shape = a.shape().broadcast("cross", b.shape());
    int axis = shape.axis("cross", dim);
    if (shape.dim(axis) != 3) {
      throw new ShapeException(
          "cross: dimension %d of shape %s has size %d; vectors must have 3 elements"
              .formatted(dim, shape, shape.dim(axis)));
    }
    Tensor x = a.expand(shape);
    Tensor y = b.expand(shape);
    return rotated(x, axis, 1)
        .mul(rotated(y, axis, 2))
        .sub(rotated(x, axis, 2).mul(rotated(y, axis, 1)));
  }

  private static Tensor rotated(Tensor x, int axis, long by) {
    return Tensor.cat(axis, x.narrow(axis, by, 3 - by), x.narrow(axis, 0, by));
  }
}
