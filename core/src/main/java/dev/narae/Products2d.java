package dev.narae;

/** Brings operands of matrix products to the form of {@link MatmulOp} and {@link LinearOp}. */
final class Products2d {
  private Products2d() {}

  static Tensor matmul(Tensor a, Tensor b) {
    return Casting.isOn() ? Casting.low(t -> product(t[0], t[1]), a, b) : product(a, b);
  }

  private static Tensor product(Tensor a, Tensor b) {
    checkDTypes("matmul", a, b);
    if (a.rank() == 0 || b.rank() == 0) {
      throw mismatch("matmul", a, b, "both operands need at least one dimension");
    }
    Tensor left = a.rank() == 1 ? a.unsqueeze(0) : a;
    Tensor right = b.rank() == 1 ? b.unsqueeze(1) : b;
    if (left.dim(-1) != right.dim(-2)) {
      throw mismatch(
          "matmul",
          a,
          b,
          "the inner sizes %d and %d must be equal".formatted(left.dim(-1), right.dim(-2)));
    }
    Tensor product = right.rank() == 2 ? folded(left, right) : batched(left, right);
    Tensor withoutRow = a.rank() == 1 ? product.squeeze(-2) : product;
    return b.rank() == 1 ? withoutRow.squeeze(-1) : withoutRow;
  }

  /** One right matrix for the whole batch: the batch is nothing but more rows. */
  private static Tensor folded(Tensor left, Tensor right) {
    long k = left.dim(-1);
    long n = right.dim(-1);
    Shape out = left.shape().with(left.rank() - 1, n);
    long rows = out.without(out.rank() - 1).size();
    Tensor flat = left.reshape(1, rows, k);
    return Dispatch.run(new MatmulOp(), flat, right.unsqueeze(0)).reshape(out);
  }

  private static Tensor batched(Tensor left, Tensor right) {
    Shape batch = commonBatch(left, right);
    Tensor a = fold(left, batch);
    Tensor b = fold(right, batch);
    Tensor product = Dispatch.run(new MatmulOp(), a, b);
    Shape out = batch.insert(batch.rank(), left.dim(-2));
    return product.reshape(out.insert(out.rank(), right.dim(-1)));
  }

  private static Shape commonBatch(Tensor a, Tensor b) {
    try {
      return batch(a).broadcast("matmul", batch(b));
    } catch (ShapeException e) {
      throw mismatch("matmul", a, b, "the sizes before the last two must be equal or 1");
    }
  }

  private static Shape batch(Tensor tensor) {
    Shape shape = tensor.shape();
    return shape.without(shape.rank() - 1).without(shape.rank() - 2);
  }

  private static Tensor fold(Tensor tensor, Shape batch) {
    Shape full = batch.insert(batch.rank(), tensor.dim(-2));
    Shape target = full.insert(full.rank(), tensor.dim(-1));
    return tensor.expand(target).reshape(batch.size(), tensor.dim(-2), tensor.dim(-1));
  }

  static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return Casting.isOn()
        ? Casting.low(t -> affine(t[0], t[1], t[2]), x, weight, bias)
        : affine(x, weight, bias);
  }

  private static Tensor affine(Tensor x, Tensor weight, Tensor bias) {
    checkDTypes("linear", x, weight);
    checkDTypes("linear", x, bias);
    boolean fits =
        x.rank() >= 1
            && weight.rank() == 2
            && bias.rank() == 1
            && x.dim(-1) == weight.dim(1)
            && bias.dim(0) == weight.dim(0);
    if (!fits) {
      throw new ShapeException(
          ("linear: input %s, weight %s and bias %s do not fit; they must be (…, in), (out, in) and"
                  + " (out)")
              .formatted(x.shape(), weight.shape(), bias.shape()));
    }
    Shape out = x.shape().with(x.rank() - 1, weight.dim(0));
    Tensor rows = x.reshape(x.shape().without(x.rank() - 1).size(), x.dim(-1));
    return Dispatch.run(new LinearOp(), rows, weight, bias).reshape(out);
  }

  private static void checkDTypes(String op, Tensor a, Tensor b) {
    if (a.dtype() != b.dtype()) {
      throw new DTypeException(
          "%s: operands are %s and %s; convert one with to(dtype)"
              .formatted(op, a.dtype(), b.dtype()));
    }
    if (!a.dtype().isFloating() && a.dtype().compute() != a.dtype()) {
      throw new DTypeException(
          "%s: %s operands would overflow; convert them with to(DType.I32) or to(DType.F32)"
              .formatted(op, a.dtype()));
    }
  }

  /** Refuses operands of other ranks, where a name promises them. */
  static void requireRanks(String op, Tensor a, int rankOfA, Tensor b, int rankOfB) {
    if (a.rank() != rankOfA || b.rank() != rankOfB) {
      throw new ShapeException(
          "%s: shapes %s and %s; the operands must have %d and %d dimensions, or use matmul"
              .formatted(op, a.shape(), b.shape(), rankOfA, rankOfB));
    }
  }

  private static ShapeException mismatch(String op, Tensor a, Tensor b, String rule) {
    return new ShapeException(
        "%s: shapes %s and %s do not fit: %s; transpose or reshape one"
            .formatted(op, a.shape(), b.shape(), rule));
  }
}
