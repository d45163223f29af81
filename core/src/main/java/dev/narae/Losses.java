package dev.narae;

import java.util.List;

/**
 * Losses of single elements: how far an input x is from a target t of the same shape. Without a
 * {@link Reduction} the result is the mean, a single number.
 *
 * <p>All throw {@link ShapeException} if the shapes differ and {@link DTypeException} if the input
 * is not floating. Targets may be tracked too.
 */
public sealed interface Losses permits Tensor {

  /** The mean of (x - t)². */
  default Tensor mseLoss(Tensor target) {
    return mseLoss(target, Reduction.MEAN);
  }

  /** (x - t)². */
  default Tensor mseLoss(Tensor target, Reduction reduction) {
    PointwiseLoss.check("mseLoss", self(), target);
    return PointwiseLoss.of(LossFormulas.SQUARED, reduction, List.of(), self(), target);
  }

  /** The mean of |x - t|. */
  default Tensor l1Loss(Tensor target) {
    return l1Loss(target, Reduction.MEAN);
  }

  /** |x - t|; gradient 0 where they are equal. */
  default Tensor l1Loss(Tensor target, Reduction reduction) {
    PointwiseLoss.check("l1Loss", self(), target);
    return PointwiseLoss.of(LossFormulas.ABSOLUTE, reduction, List.of(), self(), target);
  }

  /** The mean Huber loss with delta 1. */
  default Tensor huberLoss(Tensor target) {
    return huberLoss(target, 1, Reduction.MEAN);
  }

  /**
   * (x - t)² / 2 where |x - t| is below {@code delta}, else delta (|x - t| - delta / 2) (Huber
   * 1964).
   */
  default Tensor huberLoss(Tensor target, double delta, Reduction reduction) {
    PointwiseLoss.check("huberLoss", self(), target);
    if (!(delta > 0)) {
      throw new IllegalArgumentException(
          "huberLoss: delta is %s; it must be above 0, or use l1Loss".formatted(delta));
    }
    return PointwiseLoss.of(LossFormulas.HUBER, reduction, List.of(delta), self(), target);
  }

  /** The mean smooth absolute error with beta 1. */
  default Tensor smoothL1Loss(Tensor target) {
    return smoothL1Loss(target, 1, Reduction.MEAN);
  }

  /**
   * (x - t)² / (2 beta) where |x - t| is below {@code beta}, else |x - t| - beta / 2 (Girshick
   * 2015); with beta 0 the absolute error.
   */
  default Tensor smoothL1Loss(Tensor target, double beta, Reduction reduction) {
    PointwiseLoss.check("smoothL1Loss", self(), target);
    PointwiseLoss.requireAtLeastZero("smoothL1Loss", "beta", beta);
    return beta == 0
        ? l1Loss(target, reduction)
        : PointwiseLoss.of(LossFormulas.SMOOTH_L1, reduction, List.of(beta), self(), target);
  }

  /** The mean cross-entropy of probabilities and targets in [0, 1]. */
  default Tensor binaryCrossEntropy(Tensor target) {
    return binaryCrossEntropy(target, BinaryLossOptions.DEFAULT);
  }

  /** -(t log x + (1 - t) log(1 - x)) for probabilities x. */
  default Tensor binaryCrossEntropy(Tensor target, Reduction reduction) {
    return binaryCrossEntropy(target, BinaryLossOptions.DEFAULT.reduction(reduction));
  }

  /**
   * -(t log x + (1 - t) log(1 - x)) for probabilities x; the logarithms are at least -100.
   *
   * @throws IllegalArgumentException if an element of x lies outside [0, 1], or there is a weight
   *     of positive targets, which {@link #binaryCrossEntropyWithLogits} takes
   */
  default Tensor binaryCrossEntropy(Tensor target, BinaryLossOptions options) {
    return BinaryLoss.ofProbabilities(self(), target, options);
  }

  /** The mean cross-entropy of sigmoid(x) and targets in [0, 1], without overflow. */
  default Tensor binaryCrossEntropyWithLogits(Tensor target) {
    return binaryCrossEntropyWithLogits(target, BinaryLossOptions.DEFAULT);
  }

  /** {@link #binaryCrossEntropy} of sigmoid(x), without overflow. */
  default Tensor binaryCrossEntropyWithLogits(Tensor target, Reduction reduction) {
    return binaryCrossEntropyWithLogits(target, BinaryLossOptions.DEFAULT.reduction(reduction));
  }

  /** {@link #binaryCrossEntropy} of sigmoid(x), without overflow, weighted. */
  default Tensor binaryCrossEntropyWithLogits(Tensor target, BinaryLossOptions options) {
    return BinaryLoss.ofLogits(self(), target, options);
  }

  /** The mean over elements of t (log t - x), for log-probabilities x and probabilities t. */
  default Tensor klDiv(Tensor target) {
    return klDiv(target, Reduction.MEAN);
  }

  /**
   * t (log t - x) for log-probabilities x and probabilities t: the Kullback-Leibler divergence is
   * the sum over a distribution, so that the mean of a batch is the sum over all divided by its
   * size.
   */
  default Tensor klDiv(Tensor target, Reduction reduction) {
    PointwiseLoss.check("klDiv", self(), target);
    return PointwiseLoss.of(LossFormulas.DIVERGENCE, reduction, List.of(), self(), target);
  }

  /** {@link #klDiv(Tensor, Reduction)} for targets that are log-probabilities too. */
  default Tensor klDivOfLogs(Tensor target, Reduction reduction) {
    PointwiseLoss.check("klDiv", self(), target);
    return PointwiseLoss.of(LossFormulas.LOG_DIVERGENCE, reduction, List.of(), self(), target);
  }

  /** The mean of e^x - t x: counts t of a Poisson distribution whose mean is e^x. */
  default Tensor poissonNllLoss(Tensor target) {
    return poissonNllLoss(target, false, Reduction.MEAN);
  }

  /**
   * e^x - t x, the negative log-likelihood of counts t of a Poisson distribution of mean e^x.
   *
   * @param full whether log t! is added, by Stirling's approximation for t above 1
   */
  default Tensor poissonNllLoss(Tensor target, boolean full, Reduction reduction) {
    PointwiseLoss.check("poissonNllLoss", self(), target);
    Tensor losses = self().apply(LossFormulas.POISSON_OF_LOG, List.of(target));
    return reduction.of(full ? losses.add(target.apply(LossFormulas.STIRLING, List.of())) : losses);
  }

  /**
   * x - t log(x + eps), the negative log-likelihood of counts t of a Poisson distribution of mean
   * x.
   */
  default Tensor poissonNllLossOfMean(Tensor target, double eps, Reduction reduction) {
    PointwiseLoss.check("poissonNllLoss", self(), target);
    return PointwiseLoss.of(LossFormulas.POISSON, reduction, List.of(eps), self(), target);
  }

  /** The mean negative log-likelihood of t under normal distributions, without constants. */
  default Tensor gaussianNllLoss(Tensor target, Tensor variance) {
    return gaussianNllLoss(target, variance, 1e-6, Reduction.MEAN);
  }

  /**
   * (log v + (x - t)² / v) / 2: the negative log-likelihood of t under normal distributions of mean
   * x and variance v, without the constant (Nix and Weigend 1994).
   *
   * @param variance broadcast to the input
   * @param eps the least variance that is used; below it the gradient is that at eps
   */
  default Tensor gaussianNllLoss(Tensor target, Tensor variance, double eps, Reduction reduction) {
    PointwiseLoss.check("gaussianNllLoss", self(), target);
    Tensor raised;
    try (var _ = Grad.noGrad()) {
      raised = variance.clampMin(eps).sub(variance);
    }
    Tensor used = variance.add(raised);
    return PointwiseLoss.of(LossFormulas.GAUSSIAN, reduction, List.of(), self(), target, used);
  }

  /** {@link #ctcLoss(Tensor, long[], long[], CtcOptions)}, the mean with blank 0. */
  default Tensor ctcLoss(Tensor targets, long[] inputLengths, long[] targetLengths) {
    return ctcLoss(targets, inputLengths, targetLengths, CtcOptions.DEFAULT);
  }

  /**
   * The negative logarithm of the probability that a path of classes, this being the logarithms of
   * their probabilities at each step, spells a target once repetitions and then blanks are left out
   * (Graves et al.: Connectionist Temporal Classification, 2006, section 4.1). The gradient is that
   * of this formula for logarithms that are independent of each other.
   *
   * <p>This is (steps, samples, classes), or (steps, classes) for one sample, as logSoftmax returns
   * it.
   *
   * @param targets labels, I64 or I32: (samples, labels), or a vector of those of all samples one
   *     after another
   * @param inputLengths the number of steps of each sample, at least 1
   * @param targetLengths the number of labels of each sample
   * @throws ShapeException if shapes and lengths do not fit
   * @throws IndexOutOfBoundsException if a label is no class or the blank
   */
  default Tensor ctcLoss(
      Tensor targets, long[] inputLengths, long[] targetLengths, CtcOptions options) {
    return CtcLoss.run(self(), targets, inputLengths, targetLengths, options);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
