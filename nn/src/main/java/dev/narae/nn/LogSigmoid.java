package dev.narae.nn;

import dev.narae.Tensor;

/** The logarithm of the logistic function, without overflow, elementwise. */
public final class LogSigmoid extends Layer {
  /** A layer without parameters. */
  public LogSigmoid() {}

  @Override
  protected Tensor forward(Tensor x) {
    return x.logsigmoid();
  }
}
