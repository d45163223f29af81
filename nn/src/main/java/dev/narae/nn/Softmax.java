package dev.narae.nn;

import dev.narae.Tensor;

/** e^x divided by the sum of e^x along a dimension. */
public final class Softmax extends Layer {
  private final int dim;

  /** Along {@code dim}, which may be negative to count from the last. */
  public Softmax(int dim) {
    this.dim = dim;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.softmax(dim);
  }

  @Override
  protected String settings() {
    return "dim=" + dim;
  }
}
