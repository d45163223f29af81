package dev.narae;

import java.util.List;

/** Softmax and dropout. */
public sealed interface Probabilities permits Tensor {

  /** e^x divided by its sum along a dimension, without overflow. */
  default Tensor softmax(int dim) {
    return alongLast("softmax", new SoftmaxOp(), dim);
  }

  /** The logarithm of {@link #softmax}, without overflow. */
  default Tensor logSoftmax(int dim) {
    return alongLast("logSoftmax", new LogSoftmaxOp(), dim);
  }

  /** {@link #softmax} of -x: the smallest element has the largest share. */
  default Tensor softmin(int dim) {
    self().requireFloating("softmin");
    self().shape().axis("softmin", dim);
    return self().neg().softmax(dim);
  }

  /** A sample of {@link #gumbelSoftmax(double, boolean, int)} along the last dimension, soft. */
  default Tensor gumbelSoftmax(double tau) {
    return gumbelSoftmax(tau, false, -1);
  }

  /**
   * A differentiable sample of the classes along a dimension whose unnormalised log-probabilities
   * this holds: the softmax of (x + Gumbel noise) / tau (Jang et al. 2016).
   *
   * @param tau the temperature, above 0: the smaller, the nearer to a single 1
   * @param hard whether the result is exactly one 1 and zeros, with the gradient of the soft sample
   */
  default Tensor gumbelSoftmax(double tau, boolean hard, int dim) {
    return Gumbel.softmax(self(), tau, hard, dim);
  }

  /** The first half along a dimension times the sigmoid of the second (Dauphin et al. 2016). */
  default Tensor glu(int dim) {
    int axis = self().shape().axis("glu", dim);
    long extent = self().dim(axis);
    if (extent % 2 != 0) {
      throw new ShapeException(
          "glu: dimension %d of shape %s has size %d; it must be even"
              .formatted(dim, self().shape(), extent));
    }
    Tensor gate = self().narrow(axis, extent / 2, extent / 2).sigmoid();
    return self().narrow(axis, 0, extent / 2).mul(gate);
  }

  private Tensor alongLast(String name, FusedTensorOp op, int dim) {
    self().requireFloating(name);
    int axis = self().shape().axis(name, dim);
    if (axis == self().rank() - 1) {
      return Dispatch.run(op, self());
    }
    return Dispatch.run(op, self().transpose(axis, -1)).transpose(axis, -1);
  }

  /**
   * Each element zeroed with probability {@code p}, the others divided by 1 - p (Srivastava et al.
   * 2014). The mask is never stored: forward and backward draw the same Philox numbers.
   */
  default Tensor dropout(double p) {
    checkProbability("dropout", p);
    return self().apply(Dropout.FORMULA, List.of(), Generator.global().nextKey(), p);
  }

  /**
   * Whole channels of (N, C, H, W) or, as in PyTorch, of lines (N, C, L) zeroed with probability
   * {@code p}, the others scaled.
   */
  default Tensor dropout2d(double p) {
    checkProbability("dropout2d", p);
    int rank = self().rank();
    if (rank != 3 && rank != 4) {
      throw new ShapeException(
          "dropout2d: the input has shape %s; it must be (N, C, H, W) or (N, C, L)"
              .formatted(self().shape()));
    }
    Shape lines = Shape.of(self().dim(0), self().dim(1), 1);
    Shape channels = rank == 3 ? lines : lines.insert(3, 1);
    Tensor ones = Tensor.ones(channels, self().dtype(), self().device());
    return self().mul(ones.dropout(p));
  }

  private static void checkProbability(String op, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "%s: the probability is %s; it must lie in [0, 1]".formatted(op, p));
    }
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
