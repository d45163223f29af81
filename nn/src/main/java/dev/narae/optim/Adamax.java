package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * Adam with the largest gradient so far in the place of the second moment:
 *
 * <pre>
 * d = g + weightDecay · p
 * m = m + (1 - beta1) · (d - m)
 * u = max(beta2 · u, |d| + eps)
 * p = p - lr / (1 - beta1^t) · m / u
 * </pre>
 *
 * <p>Source: Kingma and Ba, "Adam: a method for stochastic optimization" (ICLR 2015), algorithm 2.
 */
public final class Adamax extends GroupedOptimizer<Adamax.Options> implements Momentum {
  private static final String NORM = "exp_inf";

  /** Inputs u, g and p; scalars beta2, eps and the direction's. */
  private static final Formula LARGEST =
      Formula.of(
          "adamax",
          3,
          4,
          Expr.arg(0)
              .mul(Expr.scalar(0))
              .maximum(Direction.expr(1, 2, 2).abs().add(Expr.scalar(1))));

  /** Inputs p, m and u; scalar the rate. */
  private static final Formula STEP =
      Formula.of("adamax", 3, 1, Expr.arg(0).sub(Expr.scalar(0).mul(Expr.arg(1)).div(Expr.arg(2))));

  /**
   * What is chosen once.
   *
   * @param beta1 how much of the first moment is kept, in [0, 1)
   * @param beta2 how much of the largest gradient is kept, in [0, 1)
   * @param eps added to each gradient, 0 or more
   * @param weightDecay the factor of L2 regularisation, 0 or more
   * @param maximize whether to climb in place of descending
   */
  public record Options(
      double beta1, double beta2, double eps, double weightDecay, boolean maximize) {
    /** The publication's values. */
    public static final Options DEFAULT = new Options(0.9, 0.999, 1e-8, 0, false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.belowOne("Adamax", "beta1", beta1);
      Ranges.belowOne("Adamax", "beta2", beta2);
      Ranges.notNegative("Adamax", "eps", eps);
      Ranges.notNegative("Adamax", "weight decay", weightDecay);
    }

    /** The same with other moments. */
    public Options betas(double first, double second) {
      return new Options(first, second, eps, weightDecay, maximize);
    }

    /** The same with another number in the denominator. */
    public Options eps(double value) {
      return new Options(beta1, beta2, value, weightDecay, maximize);
    }

    /** The same with weight decay. */
    public Options weightDecay(double value) {
      return new Options(beta1, beta2, eps, value, maximize);
    }

    /** The same, climbing in place of descending. */
    public Options maximizing() {
      return new Options(beta1, beta2, eps, weightDecay, true);
    }
  }

  /** Adamax with the learning rate 2e-3. */
  public Adamax(Collection<Parameter> parameters) {
    this(parameters, 2e-3);
  }

  /** Adamax with the publication's options. */
  public Adamax(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** Adamax with options. */
  public Adamax(Collection<Parameter> parameters, double learningRate, Options options) {
    super(parameters, learningRate, options);
  }

  @Override
  protected void update(
      Tensor parameter,
      Tensor gradient,
      ParameterState state,
      double learningRate,
      Options options) {
    Direction direction = Direction.of(options.maximize, options.weightDecay);
    Tensor first =
        Moments.first(Moments.FIRST, state, parameter, gradient, options.beta1, direction);
    Tensor norm =
        state
            .zeros(NORM)
            .update(
                LARGEST, List.of(gradient, parameter), direction.after(options.beta2, options.eps));
    double rate = learningRate / (1 - Math.pow(options.beta1, (double) state.steps()));
    parameter.update(STEP, List.of(first, norm), rate);
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
    return List.of(Moments.FIRST, NORM);
  }
}
