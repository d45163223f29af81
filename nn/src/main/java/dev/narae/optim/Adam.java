package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
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
public final class Adam extends Optimizer {
  private static final String FIRST = "exp_avg";
  private static final String SECOND = "exp_avg_sq";
  private static final String LARGEST = "max_exp_avg_sq";

  /** Inputs m, g and p; scalars 1 - beta1 and weight decay. */
  private static final Formula FIRST_MOMENT =
      Formula.of(
          "adam", 3, 2, Expr.arg(0).add(Expr.scalar(0).mul(decayedGradient(1).sub(Expr.arg(0)))));

  /** Inputs v, g and p; scalars beta2, weight decay and 1 - beta2. */
  private static final Formula SECOND_MOMENT =
      Formula.of(
          "adam",
          3,
          3,
          Expr.arg(0).mul(Expr.scalar(0)).add(Expr.scalar(2).mul(decayedGradient(1).square())));

  private static final Formula MAXIMUM = Formula.binary("adam", (x, y) -> x.maximum(y));

  /** Inputs p, m and v; scalars the rate, √(1 - beta2^t) and eps. */
  private static final Formula STEP =
      Formula.of(
          "adam",
          3,
          3,
          Expr.arg(0)
              .sub(
                  Expr.scalar(0)
                      .mul(Expr.arg(1))
                      .div(Expr.arg(2).sqrt().div(Expr.scalar(1)).add(Expr.scalar(2)))));

  private final Options options;

  /**
   * What is chosen once.
   *
   * @param beta1 how much of the first moment is kept, in [0, 1)
   * @param beta2 how much of the second moment is kept, in [0, 1)
   * @param eps added to the denominator, 0 or more
   * @param weightDecay the factor of L2 regularisation, 0 or more
   * @param amsgrad whether the largest second moment so far is used
   */
  public record Options(
      double beta1, double beta2, double eps, double weightDecay, boolean amsgrad) {
    /** The publication's values. */
    public static final Options DEFAULT = new Options(0.9, 0.999, 1e-8, 0, false);

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
      return new Options(first, second, eps, weightDecay, amsgrad);
    }

    /** The same with another number in the denominator. */
    public Options eps(double value) {
      return new Options(beta1, beta2, value, weightDecay, amsgrad);
    }

    /** The same with weight decay. */
    public Options weightDecay(double value) {
      return new Options(beta1, beta2, eps, value, amsgrad);
    }

    /** The same with AMSGrad. */
    public Options withAmsgrad() {
      return new Options(beta1, beta2, eps, weightDecay, true);
    }
  }

  /** Adam with the publication's learning rate 0.001. */
  public Adam(Collection<Parameter> parameters) {
    this(parameters, 1e-3);
  }

  /** Adam with the publication's options. */
  public Adam(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /** Adam with options. */
  public Adam(Collection<Parameter> parameters, double learningRate, Options options) {
    super(parameters, learningRate);
    this.options = options;
  }

  /** g + weightDecay · p, which is g itself for a weight decay of 0; inputs 1 and 2. */
  private static Expr decayedGradient(int weightDecay) {
    return Expr.arg(1).add(Expr.scalar(weightDecay).mul(Expr.arg(2)));
  }

  @Override
  protected void update(Tensor parameter, Tensor gradient, ParameterState state) {
    List<Tensor> inputs = List.of(gradient, parameter);
    Tensor first =
        state.zeros(FIRST).update(FIRST_MOMENT, inputs, 1 - options.beta1, options.weightDecay);
    Tensor second =
        state
            .zeros(SECOND)
            .update(SECOND_MOMENT, inputs, options.beta2, options.weightDecay, 1 - options.beta2);
    if (options.amsgrad) {
      second = state.zeros(LARGEST).update(MAXIMUM, List.of(second));
    }
    double steps = (double) state.steps();
    double rate = learningRate() / (1 - Math.pow(options.beta1, steps));
    double correction = Math.sqrt(1 - Math.pow(options.beta2, steps));
    parameter.update(STEP, List.of(first, second), rate, correction, options.eps);
  }

  @Override
  protected List<String> stateNames() {
    return options.amsgrad ? List.of(FIRST, SECOND, LARGEST) : List.of(FIRST, SECOND);
  }
}
