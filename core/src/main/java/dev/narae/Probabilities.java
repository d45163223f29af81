package dev.narae;

import java.util.List;

/** Softmax, dropout and the losses that classification and regression use most. */
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

  /** The mean of (x - target)². Shapes must be equal. */
  default Tensor mseLoss(Tensor target) {
    if (!target.shape().equals(self().shape())) {
      throw new ShapeException(
          "mseLoss: input %s and target %s must have equal shapes"
              .formatted(self().shape(), target.shape()));
    }
    return self().sub(target).square().mean();
  }

  /**
   * The mean over rows of -x[row, target[row]], for log-probabilities x (rows, classes).
   *
   * @param target (rows), I64, each in [0, classes)
   * @throws IndexOutOfBoundsException if a label lies outside the classes
   */
  default Tensor nllLoss(Tensor target) {
    if (self().rank() != 2 || !target.shape().equals(Shape.of(self().dim(0)))) {
      throw new ShapeException(
          "nllLoss: input %s and target %s must be (rows, classes) and (rows)"
              .formatted(self().shape(), target.shape()));
    }
    if (target.dtype() != DType.I64) {
      throw new DTypeException(
          "nllLoss: the target is %s; labels must be i64: convert with to(DType.I64)"
              .formatted(target.dtype()));
    }
    Indices.checkRange("nllLoss: label", target, self().dim(1), 1);
    return Dispatch.run(new GatherOp(1, true), self(), target.unsqueeze(1)).mean().neg();
  }

  /** {@link #nllLoss} of {@link #logSoftmax}: x (rows, classes) holds unnormalised scores. */
  default Tensor crossEntropy(Tensor target) {
    if (self().rank() != 2) {
      throw new ShapeException(
          "crossEntropy: the input has shape %s; it must be (rows, classes)"
              .formatted(self().shape()));
    }
    return logSoftmax(1).nllLoss(target);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
