package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * Steps of one size along the sign of a mixture of momentum and gradient:
 *
 * <pre>
 * p = (1 - lr · weightDecay) · p - lr · sign(beta1 · m + (1 - beta1) · g)
 * m = beta2 · m + (1 - beta2) · g
 * </pre>
 *
 * <p>To maximise, -g takes the place of g. Learning rates are three to ten times smaller than
 * Adam's, weight decays larger by as much.
 *
 * <p>Source: Chen et al., "Symbolic discovery of optimization algorithms" (NeurIPS 2023), program
 * 1.
 */
public final class Lion extends GroupedOptimizer<Lion.Options> implements Momentum {
  private static final String MOMENTUM = "exp_avg";

  /** Inputs p, m and g; scalars keep, lr, beta1, 1 - beta1 and the sign of g. */
  private static final Formula STEP =
      Formula.of(
          "lion",
          3,
          5,
          Expr.arg(0)
              .mul(Expr.scalar(0))
              .sub(
                  Expr.scalar(1)
                      .mul(
                          Expr.arg(1)
                              .mul(Expr.scalar(2))
                              .add(Expr.arg(2).mul(Expr.scalar(4)).mul(Expr.scalar(3)))
                              .sign())));

  /** Inputs m and g; scalars beta2, 1 - beta2 and the sign of g. */
  private static final Formula MEAN =
      Formula.of(
          "lion",
          2,
          3,
          Expr.arg(0).mul(Expr.scalar(0)).add(Expr.arg(1).mul(Expr.scalar(2)).mul(Expr.scalar(1))));

  /**
   * What is chosen once.
   *
   * @param beta1 how much of the momentum goes into a step, in [0, 1)
   * @param beta2 how much of the momentum is kept, in [0, 1)
   * @param weightDecay how fast the parameter itself shrinks, 0 or more
   * @param maximize whether to climb in place of descending
   */
  public record Options(double beta1, double beta2, double weightDecay, boolean maximize) {
    /** The publication's values. */
    public static final Options DEFAULT = new Options(0.9, 0.99, 0, false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.belowOne("Lion", "beta1", beta1);
      Ranges.belowOne("Lion", "beta2", beta2);
      Ranges.notNegative("Lion", "weight decay", weightDecay);
    }

    /** The same with other mixtures. */
    public Options betas(double first, double second) {
      return new Options(first, second, weightDecay, maximize);
    }

    /** The same with weight decay. */
    public Options weightDecay(double value) {
      return new Options(beta1, beta2, value, maximize);
    }

    /** The same, climbing in place of descending. */
    public Options maximizing() {
      return new Options(beta1, beta2, weightDecay, true);
    }
  }

  /** Lion with the learning rate 1e-4. */
  public Lion(Collection<Parameter> parameters) {
    this(parameters, 1e-4);
  }

  /** Lion with the publication's options. */
  public Lion(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** Lion with options. */
  public Lion(Collection<Parameter> parameters, double learningRate, Options options) {
    super(parameters, learningRate, options);
  }

  @Override
  protected void update(
      Tensor parameter,
      Tensor gradient,
      ParameterState state,
      double learningRate,
      Options options) {
    double sign = options.maximize ? -1 : 1;
    Tensor momentum = state.zeros(MOMENTUM);
    parameter.update(
        STEP,
        List.of(momentum, gradient),
        1 - learningRate * options.weightDecay,
        learningRate,
        options.beta1,
        1 - options.beta1,
        sign);
    momentum.update(MEAN, List.of(gradient), options.beta2, 1 - options.beta2, sign);
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
    return List.of(MOMENTUM);
  }
}
