package dev.narae;

import dev.narae.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * A = Q R, reduced. Gradient for at least as many rows as columns: (G_Q + Q C(M)) R⁻ᵀ with M = R
 * G_Rᵀ - G_Qᵀ Q, where C copies the lower triangle into the upper one (Seeger et al.:
 * Auto-Differentiating Linear Algebra, arXiv:1710.08717, section 3.2); else that of the first
 * columns, to which the others add (Roberts and Roberts: QR and LQ Decomposition Matrix
 * Backpropagation Algorithms for Square, Wide, and Deep Matrices, arXiv:2009.10071, section 2).
 */
record QrOp() implements Op {
  @Override
  public String name() {
    return "qr";
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor a = inputs[0];
    Matrices.require(name(), a);
    int rows = Math.toIntExact(a.dim(-2));
    int columns = Math.toIntExact(a.dim(-1));
    int k = Math.min(rows, columns);
    double[] matrices = Matrices.read(a);
    int count = Matrices.count(a);
    double[] q = new double[count * rows * k];
    double[] r = new double[count * k * columns];
    for (int m = 0; m < count; m++) {
      Reflections reflections = new Reflections(matrices, m * rows * columns, rows, columns);
      reflections.writeQ(q, m * rows * k);
      reflections.writeR(r, m * k * columns);
    }
    Shape batch = Matrices.batch(a);
    return new Tensor[] {
      Matrices.write(backend, q, Matrices.shape(batch, rows, k), a.dtype()),
      Matrices.write(backend, r, Matrices.shape(batch, k, columns), a.dtype())
    };
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return inputs[0].dim(-2) < inputs[0].dim(-1);
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor q = node.output(0);
    Tensor r = node.output(1);
    Tensor gq = orZeros(upstream[0], q);
    Tensor gr = orZeros(upstream[1], r);
    long rows = q.dim(-2);
    long columns = r.dim(-1);
    if (rows >= columns) {
      return new Tensor[] {square(q, r, gq, gr)};
    }
    Tensor rest = node.input(0).narrow(-1, rows, columns - rows);
    Tensor gRest = gr.narrow(-1, rows, columns - rows);
    Tensor whole = gq.add(rest.matmul(Matrices.transposed(gRest)));
    Tensor first = square(q, r.narrow(-1, 0, rows), whole, gr.narrow(-1, 0, rows));
    return new Tensor[] {Tensor.cat(-1, first, q.matmul(gRest))};
  }

  private static Tensor orZeros(@Nullable Tensor gradient, Tensor like) {
    return gradient == null ? Tensor.zerosLike(like) : gradient;
  }

  private static Tensor square(Tensor q, Tensor r, Tensor gq, Tensor gr) {
    Tensor m = r.matmul(Matrices.transposed(gr)).sub(Matrices.transposed(gq).matmul(q));
    Tensor copied = m.tril().add(Matrices.transposed(m.tril(-1)));
    Tensor sum = gq.add(q.matmul(copied));
    // X R⁻ᵀ is (R⁻¹ Xᵀ)ᵀ.
    return Matrices.transposed(r.solveTriangular(Matrices.transposed(sum), true));
  }
}
