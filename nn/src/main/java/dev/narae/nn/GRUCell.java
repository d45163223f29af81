package dev.narae.nn;

import dev.narae.Recurrence;
import dev.narae.Tensor;
import java.util.List;

/**
 * One step of a gated recurrent unit: r = σ(W₁ x + b₁ + U₁ h + c₁), z = σ(W₂ x + b₂ + U₂ h + c₂), n
 * = tanh(W₃ x + b₃ + r · (U₃ h + c₃)), h' = (1 - z) · n + z · h (Cho et al., "Learning phrase
 * representations using RNN encoder-decoder", 2014). Parameters as {@link RecurrentCell} says, with
 * the three gates r, z, n.
 */
public final class GRUCell extends RecurrentCell {

  /** A cell with bias. */
  public GRUCell(long inputs, long hidden) {
    this(inputs, hidden, true);
  }

  /**
   * A cell with or without bias.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public GRUCell(long inputs, long hidden, boolean withBias) {
    super(Recurrence.GRU, inputs, hidden, withBias);
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
