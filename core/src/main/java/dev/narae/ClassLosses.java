package dev.narae;

/**
 * Losses of classes, for scores of shape (classes), (N, classes) or (N, classes, d1, …) and targets
 * of that shape without the classes: labels of dtype I64 in [0, classes). Without options the
 * result is the mean, a single number.
 */
public sealed interface ClassLosses permits Tensor {

  /** The mean of -x[row, target[row]], for log-probabilities x. */
  default Tensor nllLoss(Tensor target) {
    return nllLoss(target, ClassLossOptions.DEFAULT);
  }

  /** -x[row, target[row]], for log-probabilities x. */
  default Tensor nllLoss(Tensor target, Reduction reduction) {
    return nllLoss(target, ClassLossOptions.DEFAULT.reduction(reduction));
  }

  /**
   * The negative log-likelihood -w[target[row]] x[row, target[row]], for log-probabilities x.
   *
   * @throws IndexOutOfBoundsException if a label lies outside the classes and is not ignored
   * @throws ShapeException if the shapes do not fit
   * @throws DTypeException if the labels are not I64
   * @throws IllegalArgumentException if the options smooth labels, which only {@link #crossEntropy}
   *     does
   */
  default Tensor nllLoss(Tensor target, ClassLossOptions options) {
    if (options.labelSmoothing() != 0) {
      throw new IllegalArgumentException(
          "nllLoss: it does not smooth labels; use crossEntropy on the scores");
    }
    return ClassLoss.of("nllLoss", self(), target, options, false);
  }

  /** The mean {@link #nllLoss} of the {@link Probabilities#logSoftmax} of unnormalised scores. */
  default Tensor crossEntropy(Tensor target) {
    return crossEntropy(target, ClassLossOptions.DEFAULT);
  }

  /** {@link #nllLoss} of the {@link Probabilities#logSoftmax} of unnormalised scores. */
  default Tensor crossEntropy(Tensor target, Reduction reduction) {
    return crossEntropy(target, ClassLossOptions.DEFAULT.reduction(reduction));
  }

  /**
   * {@link #nllLoss} of the {@link Probabilities#logSoftmax} of unnormalised scores.
   *
   * @param target labels, or probabilities of the classes: a floating tensor of the input's shape
   * @throws IndexOutOfBoundsException if a label lies outside the classes and is not ignored
   * @throws ShapeException if the shapes do not fit
   * @throws DTypeException if the labels are not I64
   */
  default Tensor crossEntropy(Tensor target, ClassLossOptions options) {
    return ClassLoss.of("crossEntropy", self(), target, options, true);
  }

  /**
   * The mean over rows of the mean over classes of max(0, margin - x[target] + x[class])^p, for all
   * classes but the target (Crammer and Singer 2001), with p and the margin 1.
   */
  default Tensor multiMarginLoss(Tensor target) {
    return multiMarginLoss(target, 1, 1, Reduction.MEAN);
  }

  /**
   * The mean over classes of max(0, margin - x[target] + x[class])^p, for all classes but the
   * target (Crammer and Singer 2001).
   *
   * @param target labels (N), I64, for x (N, classes)
   * @param p 1 or 2
   */
  default Tensor multiMarginLoss(Tensor target, int p, double margin, Reduction reduction) {
    return ClassLoss.multiMargin(self(), target, p, margin, reduction);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
