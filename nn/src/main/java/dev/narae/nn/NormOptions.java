package dev.narae.nn;

import java.util.OptionalDouble;

/**
 * How {@link BatchNorm} and {@link InstanceNorm} are built.
 *
 * @param eps added to the variance
 * @param momentum the share of a new batch in the running averages, in [0, 1]; empty for averages
 *     in which every batch counts alike
 * @param affine whether there are a weight and a bias
 * @param tracking whether there are running averages; without, those of the batch itself are used
 *     in evaluation mode too
 */
public record NormOptions(double eps, OptionalDouble momentum, boolean affine, boolean tracking) {
  /** What batch normalisation takes: eps 1e-5, momentum 0.1, all there. */
  public static final NormOptions BATCH = new NormOptions(1e-5, OptionalDouble.of(0.1), true, true);

  /** What instance normalisation takes: no weight, no bias, no running averages. */
  public static final NormOptions INSTANCE =
      new NormOptions(1e-5, OptionalDouble.of(0.1), false, false);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if eps is negative or the momentum outside [0, 1]
   */
  public NormOptions {
    Checks.notNegative("NormOptions", "eps", eps);
    if (momentum.isPresent() && !(momentum.getAsDouble() >= 0 && momentum.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "NormOptions: the momentum is %s; it must lie in [0, 1]"
              .formatted(momentum.getAsDouble()));
    }
  }

  /** The same with another number added to variances. */
  public NormOptions eps(double value) {
    return new NormOptions(value, momentum, affine, tracking);
  }

  /** The same with another share of a new batch. */
  public NormOptions momentum(double share) {
    return new NormOptions(eps, OptionalDouble.of(share), affine, tracking);
  }

  /** The same with averages in which every batch counts alike. */
  public NormOptions withPlainAverages() {
    return new NormOptions(eps, OptionalDouble.empty(), affine, tracking);
  }

  /** The same with or without weight and bias. */
  public NormOptions affine(boolean present) {
    return new NormOptions(eps, momentum, present, tracking);
  }

  /** The same with or without running averages. */
  public NormOptions tracking(boolean present) {
    return new NormOptions(eps, momentum, affine, present);
  }

  @Override
  public String toString() {
    return "eps=%s, momentum=%s, affine=%b, tracking=%b"
        .formatted(
            eps,
            momentum.isPresent() ? Double.toString(momentum.getAsDouble()) : "none",
            affine,
            tracking);
  }
}
