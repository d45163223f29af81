package dev.narae.nn;

import dev.narae.Tensor;

/** x above the threshold, else one value, elementwise. */
public final class Threshold extends Layer {
  private final double threshold;
  private final double value;

  /** With a threshold and the value below it. */
  public Threshold(double threshold, double value) {
    this.threshold = threshold;
    this.value = value;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.threshold(threshold, value);
  }

  @Override
  protected String settings() {
    return "threshold=%s, value=%s".formatted(threshold, value);
  }
}
