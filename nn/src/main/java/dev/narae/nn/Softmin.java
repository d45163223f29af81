package dev.narae.nn;

import dev.narae.Tensor;

/** The softmax of -x along a dimension. */
public final class Softmin extends Layer {
  private final int dim;

  /** Along {@code dim}, which may be negative to count from the last. */
  public Softmin(int dim) {
    this.dim = dim;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.softmin(dim);
  }

  @Override
  protected String settings() {
    return "dim=" + dim;
  }
}
