package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * Adam that trusts the second moment only once enough gradients are in it:
 *
 * <pre>
 * d = g + weightDecay · p
 * m = m + (1 - beta1) · (d - m), M = m / (1 - beta1^t)
 * v = beta2 · v + (1 - beta2) · d²
 * R = 2 / (1 - beta2) - 1, rho = R - 2 · t · beta2^t / (1 - beta2^t)
 * rho above 5: p = p - lr · √((rho - 4)(rho - 2) R / ((R - 4)(R - 2) rho))
 *                         · M · √(1 - beta2^t) / (√v + eps)
 * else:        p = p - lr · M
 * </pre>
 *
 * <p>Source: Liu et al., "On the variance of the adaptive learning rate and beyond" (ICLR 2020),
 * algorithm 2, with the bound 5 of its authors' code.
 */
public final class RAdam extends GroupedOptimizer<RAdam.Options> implements Momentum {
  /** The length of the average from which on its variance is known. */
  private static final double ENOUGH = 5;

  /** Inputs p, m and v; scalars keep, the rate and eps. */
  private static final Formula STEP =
      Formula.of(
          "radam",
          3,
          3,
          Expr.arg(0)
              .mul(Expr.scalar(0))
              .sub(Expr.scalar(1).mul(Expr.arg(1)).div(Expr.arg(2).sqrt().add(Expr.scalar(2)))));

  /** Inputs p and m; scalars keep and the rate. */
  private static final Formula EARLY_STEP =
      Formula.of(
          "radam", 2, 2, Expr.arg(0).mul(Expr.scalar(0)).sub(Expr.scalar(1).mul(Expr.arg(1))));

  /**
   * What is chosen once.
   *
   * @param beta1 how much of the first moment is kept, in [0, 1)
   * @param beta2 how much of the second moment is kept, in [0, 1)
   * @param eps added to the denominator, 0 or more
   * @param weightDecay the factor of L2 regularisation, 0 or more
   * @param decoupled whether the weight decay shrinks the parameter itself, as in AdamW
   * @param maximize whether to climb in place of descending
   */
  public record Options(
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean decoupled,
      boolean maximize) {
    /** The publication's values. */
    public static final Options DEFAULT = new Options(0.9, 0.999, 1e-8, 0, false, false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.belowOne("RAdam", "beta1", beta1);
      Ranges.belowOne("RAdam", "beta2", beta2);
      Ranges.notNegative("RAdam", "eps", eps);
      Ranges.notNegative("RAdam", "weight decay", weightDecay);
    }

    /** The same with other moments. */
    public Options betas(double first, double second) {
      return new Options(first, second, eps, weightDecay, decoupled, maximize);
    }

    /** The same with another number in the denominator. */
    public Options eps(double value) {
      return new Options(beta1, beta2, value, weightDecay, decoupled, maximize);
    }

    /** The same with weight decay. */
    public Options weightDecay(double value) {
      return new Options(beta1, beta2, eps, value, decoupled, maximize);
    }

    /** The same with the weight decay apart from the gradient, as in AdamW. */
    public Options withDecoupledDecay() {
      return new Options(beta1, beta2, eps, weightDecay, true, maximize);
    }

    /** The same, climbing in place of descending. */
    public Options maximizing() {
      return new Options(beta1, beta2, eps, weightDecay, decoupled, true);
    }
  }

  /** RAdam with the learning rate 1e-3. */
  public RAdam(Collection<Parameter> parameters) {
    this(parameters, 1e-3);
  }

  /** RAdam with the publication's options. */
  public RAdam(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** RAdam with options. */
  public RAdam(Collection<Parameter> parameters, double learningRate, Options options) {
    super(parameters, learningRate, options);
  }

  @Override
  protected void update(
      Tensor parameter,
      Tensor gradient,
      ParameterState state,
      double learningRate,
      Options options) {
    Direction direction =
        Direction.of(options.maximize, options.decoupled ? 0 : options.weightDecay);
    Tensor first =
        Moments.first(Moments.FIRST, state, parameter, gradient, options.beta1, direction);
    Tensor second =
        Moments.second(Moments.SECOND, state, parameter, gradient, options.beta2, direction);
    double steps = (double) state.steps();
    double keep = options.decoupled ? 1 - learningRate * options.weightDecay : 1;
    double rate = learningRate / (1 - Math.pow(options.beta1, steps));
    double longest = 2 / (1 - options.beta2) - 1;
    double power = Math.pow(options.beta2, steps);
    double length = longest - 2 * steps * power / (1 - power);
    if (length > ENOUGH) {
      double adaptive = rate * rectification(length, longest) * Math.sqrt(1 - power);
      parameter.update(STEP, List.of(first, second), keep, adaptive, options.eps);
    } else {
      parameter.update(EARLY_STEP, List.of(first), keep, rate);
    }
  }

  private static double rectification(double length, double longest) {
    return Math.sqrt(
        ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length));
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
    return List.of(Moments.FIRST, Moments.SECOND);
  }
}
