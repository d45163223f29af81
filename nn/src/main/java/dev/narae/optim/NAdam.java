package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * Adam with Nesterov's momentum:
 *
 * <pre>
 * d = g + weightDecay · p
 * mu(t) = beta1 · (1 - 0.96^(t · momentumDecay) / 2), and M(t) = mu(1) · … · mu(t)
 * m = m + (1 - beta1) · (d - m)
 * v = beta2 · v + (1 - beta2) · d²
 * p = p - lr · ((1 - mu(t)) / (1 - M(t)) · d + mu(t + 1) / (1 - M(t + 1)) · m)
 *           / (√(v / (1 - beta2^t)) + eps)
 * </pre>
 *
 * <p>Source: Dozat, "Incorporating Nesterov momentum into Adam" (ICLR 2016 workshop), algorithm 2,
 * with the schedule of momentum of its section 3.
 */
public final class NAdam extends GroupedOptimizer<NAdam.Options> implements Momentum {
  /** M, in single precision as PyTorch keeps it, so that both take the same way. */
  private static final String PRODUCT = "mu_product";

  /** Inputs p, m, v and g; scalars keep, both rates, 1 - beta2^t, eps and the direction's. */
  private static final Formula STEP = Formula.of("nadam", 4, 7, lookAhead());

  /**
   * What is chosen once.
   *
   * @param beta1 how much of the first moment is kept, in [0, 1)
   * @param beta2 how much of the second moment is kept, in [0, 1)
   * @param eps added to the denominator, 0 or more
   * @param weightDecay the factor of L2 regularisation, 0 or more
   * @param momentumDecay how fast the momentum grows to beta1, 0 or more
   * @param decoupled whether the weight decay shrinks the parameter itself, as in AdamW
   * @param maximize whether to climb in place of descending
   */
  public record Options(
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      double momentumDecay,
      boolean decoupled,
      boolean maximize) {
    /** The values that PyTorch takes. */
    public static final Options DEFAULT = new Options(0.9, 0.999, 1e-8, 0, 4e-3, false, false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.belowOne("NAdam", "beta1", beta1);
      Ranges.belowOne("NAdam", "beta2", beta2);
      Ranges.notNegative("NAdam", "eps", eps);
      Ranges.notNegative("NAdam", "weight decay", weightDecay);
      Ranges.notNegative("NAdam", "momentum decay", momentumDecay);
    }

    /** The same with other moments. */
    public Options betas(double first, double second) {
      return new Options(first, second, eps, weightDecay, momentumDecay, decoupled, maximize);
    }

    /** The same with another number in the denominator. */
    public Options eps(double value) {
      return new Options(beta1, beta2, value, weightDecay, momentumDecay, decoupled, maximize);
    }

    /** The same with weight decay. */
    public Options weightDecay(double value) {
      return new Options(beta1, beta2, eps, value, momentumDecay, decoupled, maximize);
    }

    /** The same with another growth of the momentum. */
    public Options momentumDecay(double value) {
      return new Options(beta1, beta2, eps, weightDecay, value, decoupled, maximize);
    }

    /** The same with the weight decay apart from the gradient, as in AdamW. */
    public Options withDecoupledDecay() {
      return new Options(beta1, beta2, eps, weightDecay, momentumDecay, true, maximize);
    }

    /** The same, climbing in place of descending. */
    public Options maximizing() {
      return new Options(beta1, beta2, eps, weightDecay, momentumDecay, decoupled, true);
    }
  }

  /** NAdam with the learning rate 2e-3. */
  public NAdam(Collection<Parameter> parameters) {
    this(parameters, 2e-3);
  }

  /** NAdam with the default options. */
  public NAdam(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** NAdam with options. */
  public NAdam(Collection<Parameter> parameters, double learningRate, Options options) {
    super(parameters, learningRate, options);
  }

  private static Expr lookAhead() {
    Expr denominator = Expr.arg(2).div(Expr.scalar(3)).sqrt().add(Expr.scalar(4));
    Expr direction = Expr.scalar(1).mul(Direction.expr(3, 0, 5));
    Expr change = direction.add(Expr.scalar(2).mul(Expr.arg(1))).div(denominator);
    return Expr.arg(0).mul(Expr.scalar(0)).sub(change);
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
    double now = momentumAt(steps, options);
    double next = momentumAt(steps + 1, options);
    double product = (float) state.number(PRODUCT, 1) * (float) now;
    state.keepNumber(PRODUCT, product);
    parameter.update(
        STEP,
        List.of(first, second, gradient),
        direction.after(
            options.decoupled ? 1 - learningRate * options.weightDecay : 1,
            learningRate * (1 - now) / (1 - product),
            learningRate * next / (1 - product * next),
            1 - Math.pow(options.beta2, steps),
            options.eps));
  }

  private static double momentumAt(double step, Options options) {
    return options.beta1 * (1 - 0.5 * Math.pow(0.96, step * options.momentumDecay));
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

  @Override
  protected List<String> numberNames() {
    return List.of(PRODUCT);
  }
}
