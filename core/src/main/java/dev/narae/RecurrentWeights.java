package dev.narae;

import org.jspecify.annotations.Nullable;

/**
 * The weights of a {@link Recurrence}; G is the number of its gates.
 *
 * @param input W (G · hidden, inputs)
 * @param hidden U (G · hidden, hidden)
 * @param inputBias b (G · hidden), or null
 * @param hiddenBias c (G · hidden), or null; there are both or none
 */
public record RecurrentWeights(
    Tensor input, Tensor hidden, @Nullable Tensor inputBias, @Nullable Tensor hiddenBias) {
  /**
   * Weights.
   *
   * @throws IllegalArgumentException if there is one bias only
   */
  public RecurrentWeights {
    if ((inputBias == null) != (hiddenBias == null)) {
      throw new IllegalArgumentException(
          "recurrence: there is one bias only; give both or none, or zeros for the other");
    }
  }

  /** W x + b for x (…, inputs). */
  public Tensor projectInput(Tensor x) {
    return project(x, input, inputBias);
  }

  /** U h + c for h (…, hidden). */
  public Tensor projectHidden(Tensor h) {
    return project(h, hidden, hiddenBias);
  }

  private static Tensor project(Tensor x, Tensor weight, @Nullable Tensor bias) {
    return bias == null ? x.linear(weight) : x.linear(weight, bias);
  }
}
