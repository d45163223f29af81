package dev.narae;

import dev.narae.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * X = A⁻¹ B for square matrices, by elimination with partial pivoting. Gradients: A⁻ᵀ G for B and
 * -A⁻ᵀ G Xᵀ for A (Giles: An Extended Collection of Matrix Derivative Results, 2008, section
 * 2.3.1).
 */
record SolveOp() implements Op {
  @Override
  public String name() {
    return "solve";
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
      LuFactors factors = new LuFactors(matrices, m * n * n, n);
      if (factors.isSingular()) {
        throw Matrices.singular(name(), a, m);
      }
      factors.solve(right, result, m * n * columns, columns);
    }
    return new Tensor[] {Matrices.write(backend, result, b.shape(), b.dtype())};
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
    Tensor back = Dispatch.run(this, Matrices.transposed(node.input(0)), ComputeOp.only(upstream));
    Tensor left = node.needs(0) ? back.matmul(Matrices.transposed(node.output(0))).neg() : null;
    return new @Nullable Tensor[] {left, node.needs(1) ? back : null};
  }
}
