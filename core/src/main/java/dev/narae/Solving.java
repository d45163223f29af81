package dev.narae;

import dev.narae.SolveOp.Form;

/** The checks of systems of linear equations, and triangular ones. */
final class Solving {
  private Solving() {}

  static Tensor solve(Tensor a, Tensor b) {
    Matrices.requireSquare("solve", a);
    if (b.rank() == 1) {
      return system(new SolveOp(Form.FULL), a, b.unsqueeze(1)).squeeze(-1);
    }
    return system(new SolveOp(Form.FULL), a, b);
  }

  /** The other triangle is made zero, so that it gets no gradient. */
  static Tensor solveTriangular(Tensor a, Tensor b, boolean upper) {
    Matrices.requireSquare("solveTriangular", a);
    SolveOp op = new SolveOp(upper ? Form.UPPER : Form.LOWER);
    return system(op, upper ? a.triu() : a.tril(), b);
  }

  private static Tensor system(SolveOp solve, Tensor a, Tensor b) {
    String op = solve.name();
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
    return Dispatch.run(solve, left, right);
  }
}
