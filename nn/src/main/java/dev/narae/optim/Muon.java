package dev.narae.optim;

import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * Momentum made orthogonal, for the matrices inside a network; the rest, and the first and last
 * layer, belong to another optimizer such as {@link AdamW}:
 *
 * <pre>
 * b = momentum · b + (1 - momentum) · g
 * u = (1 - momentum) · g + momentum · b, or without Nesterov b
 * p = (1 - lr · weightDecay) · p - lr · scale · orthogonal(u)
 * </pre>
 *
 * <p>Some steps of a quintic Newton-Schulz iteration, x = a x + (b x xᵀ + c (x xᵀ)²) x, bring the
 * singular values of u near to 1. They run in the parameter's dtype, but in single precision for
 * those of half precision; PyTorch runs them in BF16.
 *
 * <p>Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024); the
 * scales are theirs and that of Liu et al., "Muon is scalable for LLM training" (2025), equation 4.
 */
public final class Muon extends GroupedOptimizer<Muon.Options> implements Momentum {
  private static final String BUFFER = "momentum_buffer";
  private static final double A = 3.4445;
  private static final double B = -4.775;
  private static final double C = 2.0315;

  /** Inputs two tensors; scalars their factors. */
  private static final Formula MIX =
      Formula.of(
          "muon", 2, 2, Expr.arg(0).mul(Expr.scalar(0)).add(Expr.arg(1).mul(Expr.scalar(1))));

  /** By what the step of a matrix is scaled. */
  public enum Scale {
    /** √(max(1, rows / columns)), as first published. */
    ORIGINAL,
    /** 0.2 · √(max(rows, columns)), which makes steps as large as Adam's. */
    MATCH_ADAM
  }

  /**
   * What is chosen once.
   *
   * @param momentum how much of the last direction is kept, in [0, 1)
   * @param nesterov whether to look ahead along the direction
   * @param weightDecay how fast the parameter itself shrinks, 0 or more
   * @param iterations how many steps of Newton-Schulz are taken, at least 1
   * @param eps the least norm a direction is divided by, above 0
   * @param scale by what the step is scaled
   */
  public record Options(
      double momentum,
      boolean nesterov,
      double weightDecay,
      int iterations,
      double eps,
      Scale scale) {
    /** The values that PyTorch takes. */
    public static final Options DEFAULT = new Options(0.95, true, 0.1, 5, 1e-7, Scale.ORIGINAL);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.belowOne("Muon", "momentum", momentum);
      Ranges.notNegative("Muon", "weight decay", weightDecay);
      Ranges.atLeastOne("Muon", "number of iterations", iterations);
      Ranges.positive("Muon", "eps", eps);
    }

    /** The same with another momentum. */
    public Options momentum(double value) {
      return new Options(value, nesterov, weightDecay, iterations, eps, scale);
    }

    /** The same without looking ahead. */
    public Options withoutNesterov() {
      return new Options(momentum, false, weightDecay, iterations, eps, scale);
    }

    /** The same with another weight decay. */
    public Options weightDecay(double value) {
      return new Options(momentum, nesterov, value, iterations, eps, scale);
    }

    /** The same with another number of steps towards orthogonality. */
    public Options iterations(int count) {
      return new Options(momentum, nesterov, weightDecay, count, eps, scale);
    }

    /** The same with another scale. */
    public Options scale(Scale other) {
      return new Options(momentum, nesterov, weightDecay, iterations, eps, other);
    }
  }

  /** Muon with the learning rate 1e-3. */
  public Muon(Collection<Parameter> parameters) {
    this(parameters, 1e-3);
  }

  /** Muon with the default options. */
  public Muon(Collection<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, Options.DEFAULT);
  }

  /**
   * Muon with options.
   *
   * @throws IllegalArgumentException if a parameter is no matrix
   */
  public Muon(Collection<Parameter> parameters, double learningRate, Options options) {
    super(parameters, learningRate, options, Muon::requireMatrix);
  }

  private static void requireMatrix(Shape shape) {
    if (shape.rank() != 2) {
      throw new IllegalArgumentException(
          "Muon: a parameter has shape %s; give matrices, and the rest to another optimizer"
              .formatted(shape));
    }
  }

  @Override
  protected void update(
      Tensor parameter,
      Tensor gradient,
      ParameterState state,
      double learningRate,
      Options options) {
    double momentum = options.momentum;
    Tensor buffer = state.zeros(BUFFER).update(MIX, List.of(gradient), momentum, 1 - momentum);
    Tensor direction =
        options.nesterov ? gradient.apply(MIX, List.of(buffer), 1 - momentum, momentum) : buffer;
    double rows = (double) parameter.dim(0);
    double columns = (double) parameter.dim(1);
    double scale =
        switch (options.scale) {
          case ORIGINAL -> Math.sqrt(Math.max(1, rows / columns));
          case MATCH_ADAM -> 0.2 * Math.sqrt(Math.max(rows, columns));
        };
    parameter.update(
        MIX,
        List.of(orthogonal(direction, options)),
        1 - learningRate * options.weightDecay,
        -learningRate * scale);
  }

  /** The direction with singular values near 1: the wide form is the cheaper one. */
  static Tensor orthogonal(Tensor direction, Options options) {
    boolean tall = direction.dim(0) > direction.dim(1);
    Tensor x = tall ? direction.t() : direction;
    double norm = Math.max(x.square().sum().sqrt().item(), options.eps);
    x = x.div(norm);
    for (int i = 0; i < options.iterations; i++) {
      Tensor square = x.matmul(x.t());
      Tensor factor = square.apply(MIX, List.of(square.matmul(square)), B, C);
      x = x.apply(MIX, List.of(factor.matmul(x)), A, 1);
    }
    return tall ? x.t() : x;
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
    return List.of(BUFFER);
  }
}
