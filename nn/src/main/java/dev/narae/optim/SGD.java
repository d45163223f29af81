package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Stochastic gradient descent with momentum, as PyTorch computes it:
 *
 * <pre>
 * d = g + weightDecay · p
 * b = d at the first step, then momentum · b + (1 - dampening) · d
 * p = p - lr · (b, or with Nesterov d + momentum · b, or without momentum d)
 * </pre>
 *
 * <p>To maximise, -g takes the place of g.
 *
 * <p>Source: Sutskever et al., "On the importance of initialization and momentum in deep learning"
 * (ICML 2013), section 2, with the learning rate outside the momentum.
 */
public final class SGD extends GroupedOptimizer<SGD.Options> implements Momentum {
  private static final String MOMENTUM = "momentum_buffer";

  /** Inputs p and g; scalars lr and the direction's. */
  private static final Formula STEP =
      Formula.of("sgd", 2, 3, Expr.arg(0).sub(Expr.scalar(0).mul(Direction.expr(1, 0, 1))));

  /** Inputs g and p; scalars the direction's. */
  private static final Formula FIRST = Formula.of("sgd", 2, 2, Direction.expr(0, 1, 0));

  /** Inputs b, g and p; scalars momentum, 1 - dampening and the direction's. */
  private static final Formula NEXT =
      Formula.of(
          "sgd",
          3,
          4,
          Expr.arg(0).mul(Expr.scalar(0)).add(Expr.scalar(1).mul(Direction.expr(1, 2, 2))));

  /** Inputs p, g and b; scalars lr, momentum and the direction's. */
  private static final Formula NESTEROV =
      Formula.of(
          "sgd",
          3,
          4,
          Expr.arg(0)
              .sub(
                  Expr.scalar(0)
                      .mul(Direction.expr(1, 0, 2).add(Expr.scalar(1).mul(Expr.arg(2))))));

  /**
   * What is chosen once.
   *
   * @param momentum how much of the last direction is kept, 0 or more
   * @param dampening how much of the gradient is left out of the direction
   * @param weightDecay the factor of L2 regularisation, 0 or more
   * @param nesterov whether to look ahead along the direction; needs momentum and no dampening
   * @param maximize whether to climb in place of descending
   */
  public record Options(
      double momentum, double dampening, double weightDecay, boolean nesterov, boolean maximize) {
    /** Plain gradient descent. */
    public static final Options DEFAULT = new Options(0, 0, 0, false, false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range or Nesterov does not fit
     */
    public Options {
      Ranges.notNegative("SGD", "momentum", momentum);
      Ranges.notNegative("SGD", "weight decay", weightDecay);
      if (!Double.isFinite(dampening)) {
        throw new IllegalArgumentException(
            "SGD: the dampening is %s; it must be finite".formatted(dampening));
      }
      if (nesterov && (momentum == 0 || dampening != 0)) {
        throw new IllegalArgumentException(
            "SGD: Nesterov needs a momentum above 0 and no dampening, not momentum %s and dampening %s"
                .formatted(momentum, dampening));
      }
    }

    /** The same with momentum. */
    public Options momentum(double value) {
      return new Options(value, dampening, weightDecay, nesterov, maximize);
    }

    /** The same with dampening. */
    public Options dampening(double value) {
      return new Options(momentum, value, weightDecay, nesterov, maximize);
    }

    /** The same with weight decay. */
    public Options weightDecay(double value) {
      return new Options(momentum, dampening, value, nesterov, maximize);
    }

    /** The same with Nesterov's momentum. */
    public Options withNesterov() {
      return new Options(momentum, dampening, weightDecay, true, maximize);
    }

    /** The same, climbing in place of descending. */
    public Options maximizing() {
      return new Options(momentum, dampening, weightDecay, nesterov, true);
    }
  }

  /** Plain gradient descent. */
  public SGD(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** Gradient descent with options. */
  public SGD(Collection<Parameter> parameters, double learningRate, Options options) {
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
    if (options.momentum == 0) {
      parameter.update(STEP, List.of(gradient), direction.after(learningRate));
      return;
    }
    Tensor buffer = buffer(parameter, gradient, state, direction, options);
    if (options.nesterov) {
      parameter.update(
          NESTEROV, List.of(gradient, buffer), direction.after(learningRate, options.momentum));
    } else {
      parameter.addInPlace(buffer, -learningRate);
    }
  }

  private Tensor buffer(
      Tensor parameter,
      Tensor gradient,
      ParameterState state,
      Direction direction,
      Options options) {
    Optional<Tensor> buffer = state.find(MOMENTUM);
    if (buffer.isEmpty()) {
      return state.keep(MOMENTUM, gradient.apply(FIRST, List.of(parameter), direction.after()));
    }
    Number[] scalars = direction.after(options.momentum, 1 - options.dampening);
    return buffer.get().update(NEXT, List.of(gradient, parameter), scalars);
  }

  @Override
  public double groupMomentum(int group) {
    return options(group).momentum;
  }

  @Override
  public void groupMomentum(int group, double value) {
    options(group, options(group).momentum(value));
  }

  @Override
  protected List<String> stateNames(Options options) {
    return List.of();
  }

  @Override
  protected List<String> optionalNames() {
    return List.of(MOMENTUM);
  }
}
