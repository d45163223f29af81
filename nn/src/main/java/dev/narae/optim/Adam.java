package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * Adam, with every parameter's step scaled by estimates of the moments of its gradient:
 *
 * <pre>
 * d = g + weightDecay · p
 * m = m + (1 - beta1) · (d - m)
 * v = beta2 · v + (1 - beta2) · d²
 * p = p - lr / (1 - beta1^t) · m / (√v / √(1 - beta2^t) + eps)
 * </pre>
 *
 * <p>Sources: Kingma and Ba, "Adam: a method for stochastic optimization" (ICLR 2015), algorithm 1;
 * AMSGrad, which puts the largest v so far in v's place: Reddi et al., "On the convergence of Adam
 * and beyond" (ICLR 2018), algorithm 2.
 */
public final class Adam extends GroupedOptimizer<Adam.Options> implements Momentum {
  /**
   * What is chosen once.
   *
   * @param beta1 how much of the first moment is kept, in [0, 1)
   * @param beta2 how much of the second moment is kept, in [0, 1)
   * @param eps added to the denominator, 0 or more
   * @param weightDecay the factor of L2 regularisation, 0 or more
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
    /** The publication's values. */
    public static final Options DEFAULT = new Options(0.9, 0.999, 1e-8, 0, false, false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.belowOne("Adam", "beta1", beta1);
      Ranges.belowOne("Adam", "beta2", beta2);
      Ranges.notNegative("Adam", "eps", eps);
      Ranges.notNegative("Adam", "weight decay", weightDecay);
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

  /** Adam with the learning rate 1e-3. */
  public Adam(Collection<Parameter> parameters) {
    this(parameters, 1e-3);
  }

  /** Adam with the publication's options. */
  public Adam(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** Adam with options. */
  public Adam(Collection<Parameter> parameters, double learningRate, Options options) {
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
            Direction.of(options.maximize, options.weightDecay),
            1)
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
