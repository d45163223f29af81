package dev.narae;

import dev.narae.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * The signs and the logarithms of the absolute values of determinants; 0 and -infinity for singular
 * matrices. Gradient of the logarithm: G A⁻ᵀ (Giles: An Extended Collection of Matrix Derivative
 * Results, 2008, section 2.2.4); the sign has none.
 *
 * @param name the operation's name
 */
record LogDeterminantOp(String name) implements Op {
  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor a = inputs[0];
    Matrices.requireSquare(name, a);
    int n = Math.toIntExact(a.dim(-1));
    double[] matrices = Matrices.read(a);
    int count = Matrices.count(a);
    double[] signs = new double[count];
    double[] logs = new double[count];
    for (int m = 0; m < count; m++) {
      LuFactors factors = new LuFactors(matrices, m * n * n, n);
      signs[m] = factors.sign();
      logs[m] = factors.logAbsDeterminant();
    }
    Shape shape = Matrices.batch(a);
    return new Tensor[] {
      Matrices.write(backend, signs, shape, a.dtype()),
      Matrices.write(backend, logs, shape, a.dtype())
    };
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = upstream[1];
    if (g == null) {
      return new @Nullable Tensor[] {null};
    }
    Tensor back = Matrices.transposed(node.input(0).inv());
    return new Tensor[] {back.mul(g.unsqueeze(-1).unsqueeze(-1))};
  }
}
