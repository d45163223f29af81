package dev.narae;

import dev.narae.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * The inverse of square matrices, by elimination with partial pivoting. Gradient: -A⁻ᵀ G A⁻ᵀ
 * (Giles: An Extended Collection of Matrix Derivative Results, 2008, section 2.2.3).
 */
record InverseOp() implements Op {
  @Override
  public String name() {
    return "inv";
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor a = inputs[0];
    Matrices.requireSquare(name(), a);
    int n = Math.toIntExact(a.dim(-1));
    double[] matrices = Matrices.read(a);
    double[] unit = new double[n * n];
    for (int i = 0; i < n; i++) {
      unit[i * n + i] = 1;
    }
    double[] result = new double[matrices.length];
    double[] inverse = new double[n * n];
    for (int m = 0; m < Matrices.count(a); m++) {
      LuFactors factors = new LuFactors(matrices, m * n * n, n);
      if (factors.isSingular()) {
        throw Matrices.singular(name(), a, m);
      }
      factors.solve(unit, inverse, 0, n);
      System.arraycopy(inverse, 0, result, m * n * n, n * n);
    }
    return new Tensor[] {Matrices.write(backend, result, a.shape(), a.dtype())};
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor back = Matrices.transposed(node.output(0));
    return new Tensor[] {back.matmul(ComputeOp.only(upstream)).matmul(back).neg()};
  }
}
