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
 * <p>Source: Sutskever et al., "On the importance of initialization and momentum in deep learning"
 * (ICML 2013), section 2, with the learning rate outside the momentum.
 */
public final class SGD extends Optimizer {
  private static final String MOMENTUM = "momentum_buffer";

  /** Inputs p and a direction; scalars lr and weight decay. */
  private static final Formula STEP =
      Formula.of("sgd", 2, 2, Expr.arg(0).sub(Expr.scalar(0).mul(decayed(1, 0, 1))));

  /** Inputs g and p; scalar weight decay. */
  private static final Formula FIRST = Formula.of("sgd", 2, 1, decayed(0, 1, 0));

  /** Inputs b, g and p; scalars momentum, 1 - dampening and weight decay. */
  private static final Formula NEXT =
      Formula.of(
          "sgd", 3, 3, Expr.arg(0).mul(Expr.scalar(0)).add(Expr.scalar(1).mul(decayed(1, 2, 2))));

  /** Inputs p, g and b; scalars lr, momentum and weight decay. */
  private static final Formula NESTEROV =
      Formula.of(
          "sgd",
          3,
          3,
          Expr.arg(0)
              .sub(Expr.scalar(0).mul(decayed(1, 0, 2).add(Expr.scalar(1).mul(Expr.arg(2))))));

  private final Options options;

  /**
   * What is chosen once.
   *
   * @param momentum how much of the last direction is kept, 0 or more
   * @param dampening how much of the gradient is left out of the direction
   * @param weightDecay the factor of L2 regularisation, 0 or more
   * @param nesterov whether to look ahead along the direction; needs momentum and no dampening
   */
  public record Options(double momentum, double dampening, double weightDecay, boolean nesterov) {
    /** Plain gradient descent. */
    public static final Options DEFAULT = new Options(0, 0, 0, false);

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
      return new Options(value, dampening, weightDecay, nesterov);
    }

    /** The same with dampening. */
    public Options dampening(double value) {
      return new Options(momentum, value, weightDecay, nesterov);
    }

    /** The same with weight decay. */
    public Options weightDecay(double value) {
      return new Options(momentum, dampening, value, nesterov);
    }

    /** The same with Nesterov's momentum. */
    public Options withNesterov() {
      return new Options(momentum, dampening, weightDecay, true);
    }
  }

  /** Plain gradient descent. */
  public SGD(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** Gradient descent with options. */
  public SGD(Collection<Parameter> parameters, double learningRate, Options options) {
    super(parameters, learningRate);
    this.options = options;
  }

  /** g + weightDecay · p, which is g itself for a weight decay of 0. */
  private static Expr decayed(int gradient, int parameter, int weightDecay) {
    return Expr.arg(gradient).add(Expr.scalar(weightDecay).mul(Expr.arg(parameter)));
  }

  @Override
  protected void update(Tensor parameter, Tensor gradient, ParameterState state) {
    if (options.momentum == 0) {
      parameter.update(STEP, List.of(gradient), learningRate(), options.weightDecay);
      return;
    }
    Tensor buffer = buffer(parameter, gradient, state);
    if (options.nesterov) {
      parameter.update(
          NESTEROV,
          List.of(gradient, buffer),
          learningRate(),
          options.momentum,
          options.weightDecay);
    } else {
      parameter.update(STEP, List.of(buffer), learningRate(), 0);
    }
  }

  private Tensor buffer(Tensor parameter, Tensor gradient, ParameterState state) {
    Optional<Tensor> buffer = state.find(MOMENTUM);
    if (buffer.isEmpty()) {
      return state.keep(MOMENTUM, gradient.apply(FIRST, List.of(parameter), options.weightDecay));
    }
    double damped = 1 - options.dampening;
    return buffer
        .get()
        .update(NEXT, List.of(gradient, parameter), options.momentum, damped, options.weightDecay);
  }

  @Override
  protected List<String> stateNames() {
    return options.momentum == 0 ? List.of() : List.of(MOMENTUM);
  }
}
