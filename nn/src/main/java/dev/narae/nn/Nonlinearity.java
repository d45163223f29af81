package dev.narae.nn;

/** What a plain recurrent network applies to the sum of its two projections. */
public enum Nonlinearity {
  /** The hyperbolic tangent. */
  TANH,
  /** The rectifier max(x, 0). */
  RELU
}
