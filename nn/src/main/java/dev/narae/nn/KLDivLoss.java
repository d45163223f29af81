package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.ShapeException;
import dev.narae.Tensor;

/**
 * The divergence t · (log t - x) of each element (Kullback and Leibler, "On information and
 * sufficiency", 1951), input x being log-probabilities and target t probabilities or, if so said,
 * their logarithms; the two shapes must be equal.
 *
 * <p>The divergence of distributions themselves is what {@link #batchMean} returns: a mean over
 * elements divides by the number of classes too.
 */
public final class KLDivLoss extends Loss {
  private final boolean logTarget;
  private final boolean perSample;

  /** The mean over the elements; targets are probabilities. */
  public KLDivLoss() {
    this(Reduction.MEAN, false);
  }

  /**
   * Of each element, reduced.
   *
   * @param logTarget whether targets are logarithms of probabilities
   */
  public KLDivLoss(Reduction reduction, boolean logTarget) {
    this(reduction, logTarget, false);
  }

  private KLDivLoss(Reduction reduction, boolean logTarget, boolean perSample) {
    super(reduction);
    this.logTarget = logTarget;
    this.perSample = perSample;
  }

  /**
   * The sum divided by the number of samples, the size of the first dimension.
   *
   * @param logTarget whether targets are logarithms of probabilities
   */
  public static KLDivLoss batchMean(boolean logTarget) {
    return new KLDivLoss(Reduction.SUM, logTarget, true);
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    Tensor loss =
        logTarget ? input.klDivOfLogs(target, reduction()) : input.klDiv(target, reduction());
    if (perSample && input.rank() == 0) {
      throw new ShapeException(
          "KLDivLoss: a mean over samples needs a dimension of samples; the input is a single"
              + " number: unsqueeze it");
    }
    return perSample ? loss.div((double) input.dim(0)) : loss;
  }

  @Override
  protected String settings() {
    return "%s, logTarget=%b".formatted(perSample ? "batchMean" : reduction(), logTarget);
  }
}
