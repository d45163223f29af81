package dev.narae.nn;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.function.Supplier;

/**
 * First values for parameters. Each method overwrites a tensor and returns it.
 *
 * <p>A weight of shape (outputs, inputs, k…) has fan-in inputs · k… and fan-out outputs · k…: the
 * numbers of connections into an output and out of an input.
 *
 * <p>Sources: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
 * networks" (AISTATS 2010), equation 16 (Xavier); He et al., "Delving deep into rectifiers" (ICCV
 * 2015), equations 10 and 14 (Kaiming).
 */
public final class Init {
  /** The gain of a leaky rectifier of slope √5, which makes the bound 1/√fan-in. */
  private static final double DEFAULT_SLOPE = Math.sqrt(5);

  private Init() {}

  /** Uniform in [low, high). */
  public static Tensor uniform(Tensor tensor, double low, double high) {
    return set(tensor, () -> Tensor.uniform(tensor.shape(), low, high, tensor.dtype()));
  }

  /** Normal with a mean and a standard deviation. */
  public static Tensor normal(Tensor tensor, double mean, double std) {
    return set(tensor, () -> Tensor.normal(tensor.shape(), mean, std, tensor.dtype()));
  }

  /** One value everywhere. */
  public static Tensor constant(Tensor tensor, double value) {
    try (var _ = Grad.noGrad()) {
      return tensor.fill(value);
    }
  }

  /** Uniform between ±gain · √(6 / (fan-in + fan-out)). */
  public static Tensor xavierUniform(Tensor weight, double gain) {
    double bound = gain * Math.sqrt(6 / (fanIn(weight.shape()) + fanOut(weight.shape())));
    return uniform(weight, -bound, bound);
  }

  /** Normal with standard deviation gain · √(2 / (fan-in + fan-out)). */
  public static Tensor xavierNormal(Tensor weight, double gain) {
    double std = gain * Math.sqrt(2 / (fanIn(weight.shape()) + fanOut(weight.shape())));
    return normal(weight, 0, std);
  }

  /**
   * Uniform between ±√(3 · 2 / (1 + slope²) / fan-in).
   *
   * @param slope of the leaky rectifier that follows, below 0; 0 for a plain one
   */
  public static Tensor kaimingUniform(Tensor weight, double slope) {
    double bound = kaimingBound(weight.shape(), slope);
    return uniform(weight, -bound, bound);
  }

  /**
   * Normal with standard deviation √(2 / (1 + slope²) / fan-in).
   *
   * @param slope of the leaky rectifier that follows, below 0; 0 for a plain one
   */
  public static Tensor kaimingNormal(Tensor weight, double slope) {
    return normal(weight, 0, kaimingBound(weight.shape(), slope) / Math.sqrt(3));
  }

  private static double kaimingBound(Shape shape, double slope) {
    return Math.sqrt(6 / (1 + slope * slope) / fanIn(shape));
  }

  /** The first weight of linear layers and convolutions, as PyTorch's. */
  static Tensor defaultWeight(Shape shape) {
    double bound = kaimingBound(shape, DEFAULT_SLOPE);
    return Tensor.uniform(shape, -bound, bound, DType.F32);
  }

  /** The first bias of linear layers and convolutions, as PyTorch's. */
  static Tensor defaultBias(Shape weight) {
    return defaultBias(weight, weight.dim(0));
  }

  /** The same for a weight whose first dimension is not that of the outputs. */
  static Tensor defaultBias(Shape weight, long outputs) {
    double bound = 1 / Math.sqrt(fanIn(weight));
    return Tensor.uniform(Shape.of(outputs), -bound, bound, DType.F32);
  }

  /** Uniform between ±1/√width: the first values of recurrent and bilinear ones, as PyTorch's. */
  static Tensor byWidth(long width, long... sizes) {
    double bound = 1 / Math.sqrt((double) width);
    return Tensor.uniform(Shape.of(sizes), -bound, bound, DType.F32);
  }

  /** One value everywhere, in a tensor of its own. */
  static Tensor full(Shape shape, double value) {
    return Tensor.full(shape, value, DType.F32, Backends.defaultDevice());
  }

  private static Tensor set(Tensor tensor, Supplier<Tensor> values) {
    try (Scope _ = Scope.open("Init");
        var _ = Grad.noGrad()) {
      return tensor.copyFrom(Device.with(tensor.device(), values));
    }
  }

  private static double fanIn(Shape weight) {
    requireMatrix(weight);
    return (double) weight.without(0).size();
  }

  private static double fanOut(Shape weight) {
    requireMatrix(weight);
    return (double) weight.without(1).size();
  }

  private static void requireMatrix(Shape weight) {
    if (weight.rank() < 2) {
      throw new ShapeException(
          "Init: a tensor of shape %s has no fan-in and fan-out; it must be (outputs, inputs, …)"
              .formatted(weight));
    }
  }
}
