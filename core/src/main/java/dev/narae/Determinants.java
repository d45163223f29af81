package dev.narae;

/** Determinants and the matrices of their derivatives. */
final class Determinants {
  private Determinants() {}

  static Tensor det(Tensor a) {
    return Dispatch.run(new DeterminantOp(), a);
  }

  /** The derivatives of the determinants with respect to each element. */
  static Tensor cofactors(Tensor a, Tensor det) {
    boolean regular;
    try (Scope _ = Scope.open("det");
        var _ = Grad.noGrad()) {
      regular = det.ne(0L).all().toLong() != 0;
    }
    return regular
        ? Matrices.transposed(a.inv()).mul(det.unsqueeze(-1).unsqueeze(-1))
        : byMinors(a);
  }

  /** Slow, but right for singular matrices too. */
  private static Tensor byMinors(Tensor a) {
    int n = Math.toIntExact(a.dim(-1));
    if (n == 1) {
      return Tensor.onesLike(a);
    }
    Tensor[] rows = new Tensor[n];
    for (int i = 0; i < n; i++) {
      Tensor[] row = new Tensor[n];
      for (int j = 0; j < n; j++) {
        Tensor minor = det(without(without(a, -2, i), -1, j));
        row[j] = (i + j) % 2 == 0 ? minor : minor.neg();
      }
      rows[i] = Tensor.stack(-1, row);
    }
    return Tensor.stack(-2, rows);
  }

  private static Tensor without(Tensor a, int dim, long i) {
    long last = a.dim(dim) - 1;
    return Tensor.cat(dim, a.narrow(dim, 0, i), a.narrow(dim, i + 1, last - i));
  }
}
