package dev.narae.data;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Tensor;
import java.util.function.DoubleUnaryOperator;

/** Random numbers for the samples of a batch, out of one generator. */
final class Draw {
  private final Generator random;

  Draw(Generator random) {
    this.random = random;
  }

  /** A number in [0, 1). */
  double uniform() {
    return Shuffle.uniform(random.nextKey());
  }

  /** A number in [low, high). */
  double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** A whole number in [0, bound). */
  int below(int bound) {
    return Shuffle.below(bound, random.nextKey());
  }

  /** A number of the standard normal distribution (Box and Muller, 1958). */
  double normal() {
    return Math.sqrt(-2 * Math.log1p(-uniform())) * Math.cos(2 * Math.PI * uniform());
  }

  /**
   * A number of the beta distribution with equal parameters: the share of one of two numbers of the
   * gamma distribution.
   */
  double beta(double alpha) {
    double first = gamma(alpha);
    double second = gamma(alpha);
    double sum = first + second;
    return sum > 0 ? first / sum : uniform() < 0.5 ? 0 : 1;
  }

  /**
   * A number of the gamma distribution (Marsaglia and Tsang: A simple method for generating gamma
   * variables, 2000, sections 2 and 6).
   */
  private double gamma(double shape) {
    if (shape < 1) {
      return gamma(shape + 1) * Math.pow(1 - uniform(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = normal();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }

  /** F32 numbers in [low, high), changed by a function; of shape (n, 1, 1, 1). */
  Tensor each(long n, double low, double high, DoubleUnaryOperator function, Device device) {
    float[] values = new float[Math.toIntExact(n)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) function.applyAsDouble(uniform(low, high));
    }
    return Device.with(device, () -> Tensor.of(values, n, 1, 1, 1));
  }

  /** Whole numbers in [0, bound), I64, of shape (n, 1, 1). */
  Tensor positions(long n, long bound, Device device) {
    long[] values = new long[Math.toIntExact(n)];
    for (int i = 0; i < values.length; i++) {
      values[i] = below(Math.toIntExact(bound));
    }
    return Device.with(device, () -> Tensor.of(values, n, 1, 1));
  }

  /** Truth values with a probability, of shape (n, 1, 1, 1). */
  Tensor chances(long n, double p, Device device) {
    boolean[] values = new boolean[Math.toIntExact(n)];
    for (int i = 0; i < values.length; i++) {
      values[i] = uniform() < p;
    }
    return Device.with(device, () -> Tensor.of(values, n, 1, 1, 1));
  }

  /** All positions below a bound in random order, I64. */
  Tensor permutation(long bound, Device device) {
    long[] order = new long[Math.toIntExact(bound)];
    for (int i = 0; i < order.length; i++) {
      int other = below(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return Device.with(device, () -> Tensor.of(order, order.length));
  }

  /** Refuses a probability outside [0, 1]. */
  static void checkProbability(String what, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "%s: the probability is %s; it must lie in [0, 1]".formatted(what, p));
    }
  }

  /** The dtype in which images are computed with. */
  static DType computed(Tensor images) {
    return images.dtype().isFloating() ? images.dtype() : DType.F32;
  }
}
