package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * {@link Adam} with the weight decay apart from the gradient's moments:
 *
 * <pre>
 * m = m + (1 - beta1) · (g - m)
 * v = beta2 · v + (1 - beta2) · g²
 * p = (1 - lr · weightDecay) · p - lr / (1 - beta1^t) · m / (√v / √(1 - beta2^t) + eps)
 * </pre>
 *
 * <p>Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (ICLR 2019), algorithm
 * 2, with the learning rate as the schedule's multiplier.
 */
public final class AdamW extends GroupedOptimizer<AdamW.Options> implements Momentum {
  /**
   * What is chosen once.
   *
   * @param beta1 how much of the first moment is kept, in [0, 1)
   * @param beta2 how much of the second moment is kept, in [0, 1)
   * @param eps added to the denominator, 0 or more
   * @param weightDecay how much of each parameter goes a step, in learning rates; 0 or more
   * @param amsgrad whether the largest second moment so far is used
   * @param maximize whether to climb in place of descending
   */
  public record Options(
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean amsgrad,
      boolean maximize) {
    /** The values of Adam, and a weight decay of 0.01. */
    public static final Options DEFAULT = new Options(0.9, 0.999, 1e-8, 0.01, false, false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.belowOne("AdamW", "beta1", beta1);
      Ranges.belowOne("AdamW", "beta2", beta2);
      Ranges.notNegative("AdamW", "eps", eps);
      Ranges.notNegative("AdamW", "weight decay", weightDecay);
    }

    /** The same with other moments. */
    public Options betas(double first, double second) {
      return new Options(first, second, eps, weightDecay, amsgrad, maximize);
    }

    /** The same with another number in the denominator. */
    public Options eps(double value) {
      return new Options(beta1, beta2, value, weightDecay, amsgrad, maximize);
    }

    /** The same with weight decay. */
    public Options weightDecay(double value) {
      return new Options(beta1, beta2, eps, value, amsgrad, maximize);
    }

    /** The same with AMSGrad. */
    public Options withAmsgrad() {
      return new Options(beta1, beta2, eps, weightDecay, true, maximize);
    }

    /** The same, climbing in place of descending. */
    public Options maximizing() {
      return new Options(beta1, beta2, eps, weightDecay, amsgrad, true);
    }
  }

  /** AdamW with the learning rate 1e-3. */
  public AdamW(Collection<Parameter> parameters) {
    this(parameters, 1e-3);
  }

  /** AdamW with the default options. */
  public AdamW(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** AdamW with options. */
  public AdamW(Collection<Parameter> parameters, double learningRate, Options options) {
    super(parameters, learningRate, options);
  }

  @Override
  protected void update(
      Tensor parameter,
      Tensor gradient,
      ParameterState state,
      double learningRate,
      Options options) {
    new AdamStep(
            learningRate,
            options.beta1,
            options.beta2,
            options.eps,
            options.amsgrad,
            Direction.of(options.maximize, 0),
            1 - learningRate * options.weightDecay)
        .apply(parameter, gradient, state);
  }

  @Override
  public double groupMomentum(int group) {
    return options(group).beta1;
  }

  @Override
  public void groupMomentum(int group, double value) {
    options(group, options(group).betas(value, options(group).beta2));
  }

  @Override
  protected List<String> stateNames(Options options) {
    return AdamStep.stateNames(options.amsgrad);
  }
}
