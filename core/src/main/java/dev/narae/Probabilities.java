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

  /** Whole channels of (N, C, H, W) zeroed with probability {@code p}, the others scaled. */
  default Tensor dropout2d(double p) {
    checkProbability("dropout2d", p);
    if (self().rank() != 4) {
      throw new ShapeException(
          "dropout2d: the input has shape %s; it must be (N, C, H, W)".formatted(self().shape()));
    }
    Shape channels = Shape.of(self().dim(0), self().dim(1), 1, 1);
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
