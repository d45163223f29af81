package dev.narae.nn;

import dev.narae.Recurrence;

/** What a plain recurrent network applies to the sum of its two projections. */
public enum Nonlinearity {
  /** The hyperbolic tangent. */
  TANH,
  /** The rectifier max(x, 0). */
  RELU;

  Recurrence recurrence() {
    return switch (this) {
      case TANH -> Recurrence.TANH;
      case RELU -> Recurrence.RELU;
    };
  }
}
