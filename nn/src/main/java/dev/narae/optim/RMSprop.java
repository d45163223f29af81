package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * Gradients divided by the root of the running mean of their squares:
 *
 * <pre>
 * d = g + weightDecay · p
 * v = alpha · v + (1 - alpha) · d²
 * a = a + (1 - alpha) · (d - a), if centred; else 0
 * s = d / (√(v - a²) + eps)
 * b = momentum · b + s
 * p = p - lr · (b, or without momentum s)
 * </pre>
 *
 * <p>Sources: Tieleman and Hinton, "Neural networks for machine learning" (2012), lecture 6.5; the
 * centred form: Graves, "Generating sequences with recurrent neural networks" (2013), equations 38
 * to 45.
 */
public final class RMSprop extends GroupedOptimizer<RMSprop.Options> implements Momentum {
  private static final String SQUARE = "square_avg";
  private static final String MEAN = "grad_avg";
  private static final String BUFFER = "momentum_buffer";

  /** Inputs b, g, p, v and, if centred, a; scalars momentum, eps and the direction's. */
  private static final Formula BUFFER_STEP = Formula.of("rmsprop", 4, 4, buffered(variance()));

  private static final Formula CENTRED_BUFFER_STEP =
      Formula.of("rmsprop", 5, 4, buffered(centredVariance()));

  /** Inputs p, g, p, v and, if centred, a; scalars lr, eps and the direction's. */
  private static final Formula STEP = Formula.of("rmsprop", 4, 4, stepped(variance()));

  private static final Formula CENTRED_STEP =
      Formula.of("rmsprop", 5, 4, stepped(centredVariance()));

  /**
   * What is chosen once.
   *
   * @param alpha how much of the running means is kept, in [0, 1]
   * @param eps added to the denominator, 0 or more
   * @param weightDecay the factor of L2 regularisation, 0 or more
   * @param momentum how much of the last direction is kept, 0 or more
   * @param centered whether the variance takes the place of the mean of squares
   * @param maximize whether to climb in place of descending
   */
  public record Options(
      double alpha,
      double eps,
      double weightDecay,
      double momentum,
      boolean centered,
      boolean maximize) {
    /** No momentum, not centred. */
    public static final Options DEFAULT = new Options(0.99, 1e-8, 0, 0, false, false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.fraction("RMSprop", "alpha", alpha);
      Ranges.notNegative("RMSprop", "eps", eps);
      Ranges.notNegative("RMSprop", "weight decay", weightDecay);
      Ranges.notNegative("RMSprop", "momentum", momentum);
    }

    /** The same with other running means. */
    public Options alpha(double value) {
      return new Options(value, eps, weightDecay, momentum, centered, maximize);
    }

    /** The same with another number in the denominator. */
    public Options eps(double value) {
      return new Options(alpha, value, weightDecay, momentum, centered, maximize);
    }

    /** The same with weight decay. */
    public Options weightDecay(double value) {
      return new Options(alpha, eps, value, momentum, centered, maximize);
    }

    /** The same with momentum. */
    public Options momentum(double value) {
      return new Options(alpha, eps, weightDecay, value, centered, maximize);
    }

    /** The same, divided by the standard deviation. */
    public Options withCentering() {
      return new Options(alpha, eps, weightDecay, momentum, true, maximize);
    }

    /** The same, climbing in place of descending. */
    public Options maximizing() {
      return new Options(alpha, eps, weightDecay, momentum, centered, true);
    }
  }

  /** RMSprop with the learning rate 1e-2. */
  public RMSprop(Collection<Parameter> parameters) {
    this(parameters, 1e-2);
  }

  /** RMSprop with the default options. */
  public RMSprop(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** RMSprop with options. */
  public RMSprop(Collection<Parameter> parameters, double learningRate, Options options) {
    super(parameters, learningRate, options);
  }

  private static Expr variance() {
    return Expr.arg(3);
  }

  private static Expr centredVariance() {
    return Expr.arg(3).sub(Expr.arg(4).square());
  }

  private static Expr scaled(Expr variance) {
    return Direction.expr(1, 2, 2).div(variance.sqrt().add(Expr.scalar(1)));
  }

  private static Expr buffered(Expr variance) {
    return Expr.arg(0).mul(Expr.scalar(0)).add(scaled(variance));
  }

  private static Expr stepped(Expr variance) {
    return Expr.arg(0).sub(Expr.scalar(0).mul(scaled(variance)));
  }

  @Override
  protected void update(
      Tensor parameter,
      Tensor gradient,
      ParameterState state,
      double learningRate,
      Options options) {
    Direction direction = Direction.of(options.maximize, options.weightDecay);
    List<Tensor> inputs = inputs(parameter, gradient, state, direction, options);
    if (options.momentum == 0) {
      parameter.update(
          options.centered ? CENTRED_STEP : STEP,
          inputs,
          direction.after(learningRate, options.eps));
      return;
    }
    Tensor buffer =
        state
            .zeros(BUFFER)
            .update(
                options.centered ? CENTRED_BUFFER_STEP : BUFFER_STEP,
                inputs,
                direction.after(options.momentum, options.eps));
    parameter.addInPlace(buffer, -learningRate);
  }

  /** The gradient, the parameter and the running means, which take in the gradient. */
  private List<Tensor> inputs(
      Tensor parameter,
      Tensor gradient,
      ParameterState state,
      Direction direction,
      Options options) {
    Tensor square = Moments.second(SQUARE, state, parameter, gradient, options.alpha, direction);
    if (!options.centered) {
      return List.of(gradient, parameter, square);
    }
    Tensor mean = Moments.first(MEAN, state, parameter, gradient, options.alpha, direction);
    return List.of(gradient, parameter, square, mean);
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
    return options.centered ? List.of(SQUARE, MEAN) : List.of(SQUARE);
  }

  @Override
  protected List<String> optionalNames() {
    return List.of(BUFFER);
  }
}
