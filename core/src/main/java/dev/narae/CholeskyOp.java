package dev.narae;

import dev.narae.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * The lower triangular L of A = L Lᵀ (Golub and Van Loan: Matrix Computations, 4th edition, section
 * 4.2.5). Gradient: L⁻ᵀ Φ(Lᵀ G) L⁻¹, made symmetric, where Φ takes the lower triangle and half of
 * the diagonal (Murray: Differentiation of the Cholesky Decomposition, arXiv:1602.07527, equation
 * 10).
 */
record CholeskyOp() implements Op {
  @Override
  public String name() {
    return "cholesky";
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor a = inputs[0];
    Matrices.requireSquare(name(), a);
    int n = Math.toIntExact(a.dim(-1));
    double[] matrices = Matrices.read(a);
    double[] result = new double[matrices.length];
    for (int m = 0; m < Matrices.count(a); m++) {
      if (!factorize(matrices, result, m * n * n, n)) {
        throw new ArithmeticException(
            ("cholesky: matrix %d of %d in shape %s is not positive definite; add a small number to"
                    + " its diagonal")
                .formatted(m, Matrices.count(a), a.shape()));
      }
    }
    return new Tensor[] {Matrices.write(backend, result, a.shape(), a.dtype())};
  }

  private static boolean factorize(double[] a, double[] l, int at, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[at + i * n + j];
        for (int k = 0; k < j; k++) {
          sum -= l[at + i * n + k] * l[at + j * n + k];
        }
        if (i == j && !(sum > 0)) {
          return false;
        }
        l[at + i * n + j] = i == j ? Math.sqrt(sum) : sum / l[at + j * n + j];
      }
    }
    return true;
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor l = node.output(0);
    Tensor back = Matrices.transposed(l);
    Tensor product = back.matmul(ComputeOp.only(upstream).tril());
    Tensor half = product.tril().add(product.tril(-1)).mul(0.5);
    // L⁻ᵀ P L⁻¹ is (L⁻ᵀ (L⁻ᵀ P)ᵀ)ᵀ.
    Tensor left = back.solveTriangular(half, true);
    Tensor whole = back.solveTriangular(Matrices.transposed(left), true);
    return new Tensor[] {whole.add(Matrices.transposed(whole)).mul(0.5)};
  }
}
