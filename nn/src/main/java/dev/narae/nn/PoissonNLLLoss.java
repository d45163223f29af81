package dev.narae.nn;

import dev.narae.Reduction;
import dev.narae.Tensor;

/**
 * The negative log-likelihood of counts t of a Poisson distribution: e^x - t · x where inputs are
 * logarithms of its mean, x - t · log(x + eps) where they are the mean itself; the two shapes must
 * be equal.
 */
public final class PoissonNLLLoss extends Loss {
  private final Options options;

  /**
   * What is chosen once.
   *
   * @param logInput whether inputs are logarithms of the mean
   * @param full whether log t! is added, by Stirling's approximation for t above 1
   * @param eps added to inputs that are no logarithms before theirs is taken
   * @param reduction what becomes of the losses of the elements
   */
  public record Options(boolean logInput, boolean full, double eps, Reduction reduction) {
    /** The mean, of logarithms, without the constant. */
    public static final Options DEFAULT = new Options(true, false, 1e-8, Reduction.MEAN);
  }

  /** The mean over the elements; inputs are logarithms of the mean. */
  public PoissonNLLLoss() {
    this(Options.DEFAULT);
  }

  /**
   * With options.
   *
   * @throws IllegalArgumentException if eps is negative
   */
  public PoissonNLLLoss(Options options) {
    super(options.reduction);
    Checks.notNegative("PoissonNLLLoss", "eps", options.eps);
    this.options = options;
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    if (options.logInput) {
      return input.poissonNllLoss(target, options.full, reduction());
    }
    Tensor losses = input.poissonNllLossOfMean(target, options.eps, Reduction.NONE);
    Tensor logFactorial =
        options.full
            ? zeros(input).poissonNllLoss(target, true, Reduction.NONE).sub(1)
            : zeros(input);
    return reduction().of(losses.add(logFactorial));
  }

  /** Of the mean 1, whose logarithm is 0, the loss is 1 and the constant. */
  private static Tensor zeros(Tensor input) {
    return Tensor.zeros(input.shape(), input.dtype(), input.device());
  }

  @Override
  protected String settings() {
    return options.toString();
  }
}
