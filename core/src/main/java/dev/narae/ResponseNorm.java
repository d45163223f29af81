package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/** Local response normalisation: a mean over channels as pooling over the rows of an image. */
final class ResponseNorm {
  private static final String NAME = "localResponseNorm";

  /** Inputs x and the mean square; scalars alpha, beta and k. */
  private static final Formula DIVIDED =
      Formula.of(
          NAME,
          2,
          3,
          Expr.arg(0).div(Expr.arg(1).mul(Expr.scalar(0)).add(Expr.scalar(2)).pow(Expr.scalar(1))));

  private ResponseNorm() {}

  static Tensor run(Tensor x, int size, double alpha, double beta, double k) {
    x.requireFloating(NAME);
    if (x.rank() < 3 || size < 1) {
      throw new ShapeException(
          "%s: input %s and size %d do not fit; use (N, C, …) with places, and a size of at least 1"
              .formatted(NAME, x.shape(), size));
    }
    Shape shape = x.shape();
    long places = Shape.of(Extents.spatial(x)).size();
    Tensor squares = x.square().reshape(shape.dim(0), 1, shape.dim(1), places);
    Tensor padded = squares.pad(0, 0, size / 2, (size - 1) / 2);
    PoolGeometry geometry = PoolGeometry.of(NAME, 2, padded, PoolOptions.of(size, 1).stride(1));
    Tensor means = AveragePooling.sums(padded, geometry, size).reshape(shape);
    return x.apply(DIVIDED, List.of(means), alpha, beta, k);
  }
}
