package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.Tensor;

/**
 * (log v + (x - t)² / v) / 2, the negative log-likelihood of targets t under normal distributions
 * of mean x and variance v (Nix and Weigend, "Estimating the mean and variance of the target
 * probability distribution", 1994).
 */
public final class GaussianNLLLoss extends Module {
  private static final double CONSTANT = 0.5 * Math.log(2 * Math.PI);

  private final boolean full;
  private final double eps;
  private final Reduction reduction;

  /** The mean, without the constant, of variances of at least 1e-6. */
  public GaussianNLLLoss() {
    this(false, 1e-6, Reduction.MEAN);
  }

  /**
   * The general form.
   *
   * @param full whether log(2π) / 2 is added
   * @param eps the least variance that is used
   * @throws IllegalArgumentException if eps is not above 0
   */
  public GaussianNLLLoss(boolean full, double eps, Reduction reduction) {
    if (!(eps > 0)) {
      throw new IllegalArgumentException(
          "GaussianNLLLoss: eps is %s; it must be above 0".formatted(eps));
    }
    this.full = full;
    this.eps = eps;
    this.reduction = reduction;
  }

  /**
   * The loss, reduced.
   *
   * @param mean the predicted means
   * @param target of the same shape
   * @param variance the predicted variances, broadcast to that shape
   */
  public Tensor call(Tensor mean, Tensor target, Tensor variance) {
    Tensor losses = mean.gaussianNllLoss(target, variance, eps, Reduction.NONE);
    return reduction.of(full ? losses.add(CONSTANT) : losses);
  }

  @Override
  protected String settings() {
    return "full=%b, eps=%s, %s".formatted(full, eps, reduction);
  }
}
