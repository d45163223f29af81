package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * Gradients divided by the root of the sum of their squares so far:
 *
 * <pre>
 * d = g + weightDecay · p
 * s = s + d²
 * p = p - lr / (1 + (t - 1) · rateDecay) · d / (√s + eps)
 * </pre>
 *
 * <p>Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and
 * stochastic optimization" (JMLR 12, 2011), figure 1 with diagonal matrices.
 */
public final class Adagrad extends GroupedOptimizer<Adagrad.Options> {
  private static final String SUM = "sum";

  /** Inputs s, g and p; scalars the direction's. */
  private static final Formula ADD =
      Formula.of("adagrad", 3, 2, Expr.arg(0).add(Direction.expr(1, 2, 0).square()));

  /** Inputs p, g and s; scalars the rate, eps and the direction's. */
  private static final Formula STEP =
      Formula.of(
          "adagrad",
          3,
          4,
          Expr.arg(0)
              .sub(
                  Expr.scalar(0)
                      .mul(Direction.expr(1, 0, 2))
                      .div(Expr.arg(2).sqrt().add(Expr.scalar(1)))));

  /**
   * What is chosen once.
   *
   * @param rateDecay how fast the learning rate falls with the steps, 0 or more
   * @param weightDecay the factor of L2 regularisation, 0 or more
   * @param initialSum where the sums of squares begin, 0 or more
   * @param eps added to the denominator, 0 or more
   * @param maximize whether to climb in place of descending
   */
  public record Options(
      double rateDecay, double weightDecay, double initialSum, double eps, boolean maximize) {
    /** Sums that begin at 0, and a rate without decay. */
    public static final Options DEFAULT = new Options(0, 0, 0, 1e-10, false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.notNegative("Adagrad", "decay of the rate", rateDecay);
      Ranges.notNegative("Adagrad", "weight decay", weightDecay);
      Ranges.notNegative("Adagrad", "first sum", initialSum);
      Ranges.notNegative("Adagrad", "eps", eps);
    }

    /** The same with a learning rate that falls. */
    public Options rateDecay(double value) {
      return new Options(value, weightDecay, initialSum, eps, maximize);
    }

    /** The same with weight decay. */
    public Options weightDecay(double value) {
      return new Options(rateDecay, value, initialSum, eps, maximize);
    }

    /** The same with other sums to begin with. */
    public Options initialSum(double value) {
      return new Options(rateDecay, weightDecay, value, eps, maximize);
    }

    /** The same with another number in the denominator. */
    public Options eps(double value) {
      return new Options(rateDecay, weightDecay, initialSum, value, maximize);
    }

    /** The same, climbing in place of descending. */
    public Options maximizing() {
      return new Options(rateDecay, weightDecay, initialSum, eps, true);
    }
  }

  /** Adagrad with the learning rate 1e-2. */
  public Adagrad(Collection<Parameter> parameters) {
    this(parameters, 1e-2);
  }

  /** Adagrad with the default options. */
  public Adagrad(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** Adagrad with options. */
  public Adagrad(Collection<Parameter> parameters, double learningRate, Options options) {
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
    Tensor sum =
        state
            .filled(SUM, options.initialSum)
            .update(ADD, List.of(gradient, parameter), direction.after());
    double rate = learningRate / (1 + (state.steps() - 1) * options.rateDecay);
    parameter.update(STEP, List.of(gradient, sum), direction.after(rate, options.eps));
  }

  @Override
  protected List<String> stateNames(Options options) {
    return List.of(SUM);
  }
}
