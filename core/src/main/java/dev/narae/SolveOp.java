package dev.narae;

import dev.narae.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * X = A⁻¹ B for square matrices, by elimination with partial pivoting, or by substitution.
 * Gradients: A⁻ᵀ G for B and -A⁻ᵀ G Xᵀ for A (Giles: An Extended Collection of Matrix Derivative
 * Results, 2008, section 2.3.1).
 *
 * @param form what is known of the matrices
 */
record SolveOp(Form form) implements Op {
  /** Where a matrix may have other elements than zero. */
  enum Form {
    FULL,
    UPPER,
    LOWER;

    Form transposed() {
      return switch (this) {
        case FULL -> FULL;
        case UPPER -> LOWER;
        case LOWER -> UPPER;
      };
    }
  }

  @Override
  public String name() {
    return form == Form.FULL ? "solve" : "solveTriangular";
  }

  /** Leading dimensions are equal. */
  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor a = inputs[0];
    Tensor b = inputs[1];
    int n = Math.toIntExact(a.dim(-1));
    int columns = Math.toIntExact(b.dim(-1));
    double[] matrices = Matrices.read(a);
    double[] right = Matrices.read(b);
    double[] result = new double[right.length];
    for (int m = 0; m < Matrices.count(a); m++) {
      boolean solved =
          form == Form.FULL
              ? eliminate(matrices, right, result, m, n, columns)
              : substitute(matrices, right, result, m, n, columns);
      if (!solved) {
        throw Matrices.singular(name(), a, m);
      }
    }
    return new Tensor[] {Matrices.write(backend, result, b.shape(), b.dtype())};
  }

  /** Solves system m; false if its matrix is singular. */
  private static boolean eliminate(
      double[] matrices, double[] right, double[] result, int m, int n, int columns) {
    LuFactors factors = new LuFactors(matrices, m * n * n, n);
    if (factors.isSingular()) {
      return false;
    }
    factors.solve(right, result, m * n * columns, columns);
    return true;
  }

  private boolean substitute(
      double[] matrices, double[] right, double[] result, int m, int n, int columns) {
    Substitution triangle = new Substitution(matrices, m * n * n, n, form == Form.UPPER);
    if (triangle.isSingular()) {
      return false;
    }
    triangle.solve(right, result, m * n * columns, columns);
    return true;
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return i == 0;
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return inputs[0].variable() != null;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    SolveOp op = new SolveOp(form.transposed());
    Tensor back = Dispatch.run(op, Matrices.transposed(node.input(0)), ComputeOp.only(upstream));
    Tensor left = node.needs(0) ? back.matmul(Matrices.transposed(node.output(0))).neg() : null;
    return new @Nullable Tensor[] {left, node.needs(1) ? back : null};
  }
}
