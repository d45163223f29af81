package dev.narae.nn;

import dev.narae.Recurrence;
import dev.narae.Tensor;

/**
 * One step of a long short-term memory: i = σ(W₁ x + b₁ + U₁ h + c₁), f and o alike, g = tanh(W₃ x
 * + b₃ + U₃ h + c₃), c' = f · c + i · g, h' = o · tanh(c') (Hochreiter and Schmidhuber, "Long
 * short-term memory", 1997; the forget gate f: Gers et al., "Learning to forget", 2000). Parameters
 * as {@link RecurrentCell} says, with the four gates i, f, g, o.
 */
public final class LSTMCell extends RecurrentCell {

  /** A cell with bias. */
  public LSTMCell(long inputs, long hidden) {
    this(inputs, hidden, true);
  }

  /**
   * A cell with or without bias.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public LSTMCell(long inputs, long hidden, boolean withBias) {
    super(Recurrence.LSTM, inputs, hidden, withBias);
  }

  /** The state after an input (batch, inputs) that follows zeros. */
  public LstmState call(Tensor x) {
    return LstmState.of(step(x, null));
  }

  /**
   * The state after one more step.
   *
   * @param x (batch, inputs) or (inputs)
   * @param state tensors (batch, hidden) or (hidden)
   */
  public LstmState call(Tensor x, LstmState state) {
    return LstmState.of(step(x, state.tensors()));
  }
}
