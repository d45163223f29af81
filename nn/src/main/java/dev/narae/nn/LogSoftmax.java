package dev.narae.nn;

import dev.narae.Tensor;

/** The logarithm of the softmax along a dimension. */
public final class LogSoftmax extends Layer {
  private final int dim;

  /** Along {@code dim}, which may be negative to count from the last. */
  public LogSoftmax(int dim) {
    this.dim = dim;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.logSoftmax(dim);
  }

  @Override
  protected String settings() {
    return "dim=" + dim;
  }
}
