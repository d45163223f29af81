package dev.narae.nn;

import dev.narae.Tensor;
import java.util.List;

/**
 * One step of a plain recurrent network: h' = f(W x + b + U h + c) (Elman, "Finding structure in
 * time", 1990). Parameters as {@link RecurrentCell} says, with one gate.
 */
public final class RNNCell extends RecurrentCell {

  /** A cell with bias and the hyperbolic tangent. */
  public RNNCell(long inputs, long hidden) {
    this(inputs, hidden, true, Nonlinearity.TANH);
  }

  /**
   * The general form.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public RNNCell(long inputs, long hidden, boolean withBias, Nonlinearity nonlinearity) {
    super(nonlinearity.recurrence(), inputs, hidden, withBias);
  }

  /** The hidden state (batch, hidden) after an input (batch, inputs) that follows zeros. */
  public Tensor call(Tensor x) {
    return step(x, null).getFirst();
  }

  /**
   * The hidden state after one more step.
   *
   * @param x (batch, inputs) or (inputs)
   * @param hidden (batch, hidden) or (hidden)
   */
  public Tensor call(Tensor x, Tensor hidden) {
    return step(x, List.of(hidden)).getFirst();
  }
}
