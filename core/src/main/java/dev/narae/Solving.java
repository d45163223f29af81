package dev.narae;

/** The checks of systems of linear equations, and triangular ones. */
final class Solving {
  private Solving() {}

  static Tensor solve(Tensor a, Tensor b) {
    Matrices.requireSquare("solve", a);
    if (b.rank() == 1) {
      return system("solve", a, b.unsqueeze(1)).squeeze(-1);
    }
    return system("solve", a, b);
  }

  /** The other triangle is made zero; the elimination of what is left is substitution. */
  static Tensor solveTriangular(Tensor a, Tensor b, boolean upper) {
    Matrices.requireSquare("solveTriangular", a);
    return system("solveTriangular", upper ? a.triu() : a.tril(), b);
  }

  private static Tensor system(String op, Tensor a, Tensor b) {
    Matrices.require(op, b);
    if (a.dtype() != b.dtype()) {
      throw new DTypeException(
          "%s: the matrices are %s and the right sides %s; convert one with to"
              .formatted(op, a.dtype(), b.dtype()));
    }
    if (a.dim(-1) != b.dim(-2)) {
      throw new ShapeException(
          "%s: matrices of shape %s and right sides of shape %s; these must have %d rows"
              .formatted(op, a.shape(), b.shape(), a.dim(-1)));
    }
    Shape batch = Matrices.batch(a).broadcast(op, Matrices.batch(b));
    Tensor left = a.expand(Matrices.shape(batch, a.dim(-2), a.dim(-1)));
    Tensor right = b.expand(Matrices.shape(batch, b.dim(-2), b.dim(-1)));
    return Dispatch.run(new SolveOp(), left, right);
  }
}
