package dev.narae.nn;

import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a recurrent cell; G is the number of its gates.
 *
 * @param input (G · hidden, inputs)
 * @param hidden (G · hidden, hidden), or (G · hidden, projection) if there is one
 * @param inputBias (G · hidden) or null
 * @param hiddenBias (G · hidden) or null
 * @param projection (projection, hidden), what the hidden state is brought to, or null
 */
record CellWeights(
    Parameter input,
    Parameter hidden,
    @Nullable Parameter inputBias,
    @Nullable Parameter hiddenBias,
    @Nullable Parameter projection) {

  /** x (…, inputs) for all gates: (…, G · hidden). */
  Tensor projectInput(Tensor x) {
    return project(x, input, inputBias);
  }

  /** A hidden state (batch, hidden) for all gates: (batch, G · hidden). */
  Tensor projectHidden(Tensor h) {
    return project(h, hidden, hiddenBias);
  }

  /** A hidden state as it goes on. */
  Tensor output(Tensor h) {
    return projection == null ? h : h.linear(projection.tensor());
  }

  private static Tensor project(Tensor x, Parameter weight, @Nullable Parameter bias) {
    return bias == null ? x.linear(weight.tensor()) : x.linear(weight.tensor(), bias.tensor());
  }
}
