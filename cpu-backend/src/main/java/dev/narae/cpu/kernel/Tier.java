package dev.narae.cpu.kernel;

import java.util.Locale;

/** Which form of a kernel runs. All forms give the same bits. */
public enum Tier {
  /** Scalar code always. */
  SCALAR,
  /** Vector code from the first call, although it is slow until the JVM has compiled it. */
  VECTOR,
  /** Scalar code until the vector code has been compiled in the background. */
  TIERED;

  private static final String PROPERTY = "narae.kernel.tier";

  /**
   * What the system property {@code narae.kernel.tier} says; tiered by default.
   *
   * @throws IllegalArgumentException if it has another value than scalar, vector or tiered
   */
  public static Tier fromSystem() {
    String text = System.getProperty(PROPERTY, "tiered").strip();
    for (Tier tier : values()) {
      if (tier.name().equals(text.toUpperCase(Locale.ROOT))) {
        return tier;
      }
    }
    throw new IllegalArgumentException(
        "cpu: system property %s is '%s'; give scalar, vector or tiered".formatted(PROPERTY, text));
  }
}
