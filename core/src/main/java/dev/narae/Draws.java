package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/** Random draws that are not plain uniform or normal numbers. */
final class Draws {
  private static final Formula BERNOULLI =
      Formula.of("bernoulli", 1, 1, Expr.uniform(0, 0).lt(Expr.arg(0)));

  /** Doubles hold every whole number up to here. */
  private static final double EXACT = 0x1p53;

  private Draws() {}

  static Tensor bernoulli(Tensor probabilities) {
    probabilities.requireFloating("bernoulli");
    if (probabilities.size() > 0) {
      double low = probabilities.detach().amin().item();
      double high = probabilities.detach().amax().item();
      checkProbability(low >= 0 ? high : low);
    }
    Tensor truth = probabilities.detach().apply(BERNOULLI, List.of(), Generator.global().nextKey());
    return truth.to(probabilities.dtype());
  }

  static Tensor bernoulli(Shape shape, double p, DType dtype) {
    checkProbability(p);
    Tensor single = Tensor.full(Shape.scalar(), p, DType.F64, Backends.defaultDevice());
    return single.expand(shape).apply(BERNOULLI, List.of(), Generator.global().nextKey()).to(dtype);
  }

  private static void checkProbability(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "bernoulli: a probability is %s; it must lie in [0, 1]".formatted(p));
    }
  }

  static Tensor integers(long low, long high, Shape shape) {
    if (!(low < high) || (double) high - low > EXACT) {
      throw new IllegalArgumentException(
          "randInt: numbers from %d to before %d; there must be between 1 and 2^53 of them"
              .formatted(low, high));
    }
    return Tensor.uniform(shape, 0, (double) (high - low), DType.F64)
        .floor()
        .to(DType.I64)
        .add(low);
  }

  static Tensor permutation(long count) {
    return Tensor.uniform(Shape.of(count), 0, 1, DType.F64).argsort(0);
  }

  static Tensor exponential(Shape shape, double rate, DType dtype) {
    if (!(rate > 0)) {
      throw new IllegalArgumentException(
          "exponential: the rate is %s; it must be positive".formatted(rate));
    }
    return Tensor.uniform(shape, 0, 1, dtype).neg().log1p().neg().div(rate);
  }

  static Tensor multinomial(Tensor weights, long count, boolean replacement) {
    checkWeights(weights, count, replacement);
    Tensor exact = weights.detach().to(DType.F64);
    int axis = weights.rank() - 1;
    if (replacement) {
      Tensor sums = exact.cumsum(axis);
      Tensor total = sums.narrow(axis, sums.dim(axis) - 1, 1);
      Tensor draws = uniform(weights.shape().with(axis, count), weights.device());
      return sums.searchsorted(draws.mul(total), true);
    }
    // The order of exponential waiting times is that of draws without replacement (Efraimidis and
    // Spirakis: Weighted random sampling with a reservoir, 2006).
    Tensor draws = uniform(weights.shape(), weights.device());
    return draws.neg().log1p().neg().div(exact).topk(count, axis, false).positions();
  }

  private static Tensor uniform(Shape shape, Device device) {
    return Creation.uniform(shape, 0, 1, DType.F64, device, Generator.global().nextKey());
  }

  private static void checkWeights(Tensor weights, long count, boolean replacement) {
    weights.requireFloating("multinomial");
    if ((weights.rank() != 1 && weights.rank() != 2) || weights.dim(-1) == 0) {
      throw new ShapeException(
          "multinomial: the weights have shape %s; they must be (classes) or (rows, classes)"
              .formatted(weights.shape()));
    }
    Tensor w = weights.detach();
    if (count < 1) {
      throw new IllegalArgumentException(
          "multinomial: %d draws were asked for; use 1 or more".formatted(count));
    }
    if (w.size() == 0) {
      return;
    }
    boolean valid = w.ge(0L).logicalAnd(w.isFinite()).all().toLong() != 0;
    long positive = w.gt(0L).sum(-1).amin().toLong();
    if (!valid || positive == 0) {
      throw new IllegalArgumentException(
          "multinomial: weights must be finite and not negative, and one a row positive");
    }
    if (!replacement && count > positive) {
      throw new IllegalArgumentException(
          ("multinomial: %d draws without replacement, but a row has only %d positive weights;"
                  + " draw fewer, or with replacement")
              .formatted(count, positive));
    }
  }
}
