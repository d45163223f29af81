package dev.narae.nn;

import dev.narae.Tensor;

/** x limited to [low, high], elementwise. */
public final class Hardtanh extends Layer {
  private final double low;
  private final double high;

  /** Between -1 and 1. */
  public Hardtanh() {
    this(-1, 1);
  }

  /**
   * Between two limits.
   *
   * @throws IllegalArgumentException if low is not below high
   */
  public Hardtanh(double low, double high) {
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "Hardtanh: the limits are %s and %s; the first must be lower".formatted(low, high));
    }
    this.low = low;
    this.high = high;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.hardtanh(low, high);
  }

  @Override
  protected String settings() {
    return "low=%s, high=%s".formatted(low, high);
  }
}
