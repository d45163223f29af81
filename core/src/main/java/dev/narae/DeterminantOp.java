package dev.narae;

import dev.narae.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * The determinants of square matrices. Gradient: G times the matrix of cofactors (Magnus and
 * Neudecker: Matrix Differential Calculus, 2019, section 8.3), which is det(A) A⁻ᵀ where A is not
 * singular.
 */
record DeterminantOp() implements Op {
  @Override
  public String name() {
    return "det";
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor a = inputs[0];
    Matrices.requireSquare(name(), a);
    int n = Math.toIntExact(a.dim(-1));
    double[] matrices = Matrices.read(a);
    double[] result = new double[Matrices.count(a)];
    for (int m = 0; m < result.length; m++) {
      result[m] = new LuFactors(matrices, m * n * n, n).determinant();
    }
    return new Tensor[] {Matrices.write(backend, result, Matrices.batch(a), a.dtype())};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor cofactors = Determinants.cofactors(node.input(0), node.output(0));
    return new Tensor[] {cofactors.mul(ComputeOp.only(upstream).unsqueeze(-1).unsqueeze(-1))};
  }
}
