package dev.narae.nn;

import dev.narae.Tensor;

/** Joins neighbouring dimensions to one. */
public final class Flatten extends Layer {
  private final int start;
  private final int end;

  /** Joins all dimensions but the first, the batch. */
  public Flatten() {
    this(1, -1);
  }

  /** Joins the dimensions from {@code start} to {@code end}; negative ones count from the last. */
  public Flatten(int start, int end) {
    this.start = start;
    this.end = end;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.flatten(start, end);
  }

  @Override
  protected String settings() {
    return "start=%d, end=%d".formatted(start, end);
  }
}
