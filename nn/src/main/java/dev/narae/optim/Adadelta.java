package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * Steps in the proportion of the last changes to the last gradients, so that units cancel:
 *
 * <pre>
 * d = g + weightDecay · p
 * v = rho · v + (1 - rho) · d²
 * s = √(u + eps) / √(v + eps) · d
 * u = rho · u + (1 - rho) · s²
 * p = p - lr · s
 * </pre>
 *
 * <p>Source: Zeiler, "ADADELTA: an adaptive learning rate method" (arXiv 1212.5701, 2012),
 * algorithm 1.
 */
public final class Adadelta extends GroupedOptimizer<Adadelta.Options> {
  private static final String SQUARE = "square_avg";
  private static final String CHANGES = "acc_delta";

  /** Inputs u, v, g and p; scalars eps and the direction's. */
  private static final Formula CHANGE =
      Formula.of(
          "adadelta",
          4,
          3,
          Expr.arg(0)
              .add(Expr.scalar(0))
              .sqrt()
              .div(Expr.arg(1).add(Expr.scalar(0)).sqrt())
              .mul(Direction.expr(2, 3, 1)));

  /** Inputs u and s; scalars rho and 1 - rho. */
  private static final Formula MEAN =
      Formula.of(
          "adadelta",
          2,
          2,
          Expr.arg(0).mul(Expr.scalar(0)).add(Expr.scalar(1).mul(Expr.arg(1).square())));

  /**
   * What is chosen once.
   *
   * @param rho how much of the running means is kept, in [0, 1]
   * @param eps added below the roots, 0 or more
   * @param weightDecay the factor of L2 regularisation, 0 or more
   * @param maximize whether to climb in place of descending
   */
  public record Options(double rho, double eps, double weightDecay, boolean maximize) {
    /** The values that PyTorch takes. */
    public static final Options DEFAULT = new Options(0.9, 1e-6, 0, false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.fraction("Adadelta", "rho", rho);
      Ranges.notNegative("Adadelta", "eps", eps);
      Ranges.notNegative("Adadelta", "weight decay", weightDecay);
    }

    /** The same with other running means. */
    public Options rho(double value) {
      return new Options(value, eps, weightDecay, maximize);
    }

    /** The same with another number below the roots. */
    public Options eps(double value) {
      return new Options(rho, value, weightDecay, maximize);
    }

    /** The same with weight decay. */
    public Options weightDecay(double value) {
      return new Options(rho, eps, value, maximize);
    }

    /** The same, climbing in place of descending. */
    public Options maximizing() {
      return new Options(rho, eps, weightDecay, true);
    }
  }

  /** Adadelta with the learning rate 1. */
  public Adadelta(Collection<Parameter> parameters) {
    this(parameters, 1);
  }

  /** Adadelta with the default options. */
  public Adadelta(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** Adadelta with options. */
  public Adadelta(Collection<Parameter> parameters, double learningRate, Options options) {
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
    Tensor square = Moments.second(SQUARE, state, parameter, gradient, options.rho, direction);
    Tensor changes = state.zeros(CHANGES);
    Tensor change =
        changes.apply(CHANGE, List.of(square, gradient, parameter), direction.after(options.eps));
    changes.update(MEAN, List.of(change), options.rho, 1 - options.rho);
    parameter.addInPlace(change, -learningRate);
  }

  @Override
  protected List<String> stateNames(Options options) {
    return List.of(SQUARE, CHANGES);
  }
}
