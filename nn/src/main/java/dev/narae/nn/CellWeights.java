package dev.narae.nn;

import dev.narae.Recurrence;
import dev.narae.RecurrentWeights;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
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

  /** All but the projection. */
  RecurrentWeights tensors() {
    return new RecurrentWeights(
        input.tensor(),
        hidden.tensor(),
        inputBias == null ? null : inputBias.tensor(),
        hiddenBias == null ? null : hiddenBias.tensor());
  }

  /** x (…, inputs) for all gates: (…, G · hidden). */
  Tensor projectInput(Tensor x) {
    return tensors().projectInput(x);
  }

  /**
   * The state after a step.
   *
   * @param projected the step's input after {@link #projectInput}, (batch, G · hidden)
   * @param state tensors (batch, hidden)
   */
  List<Tensor> next(Recurrence kind, Tensor projected, List<Tensor> state) {
    Tensor recurrent = tensors().projectHidden(state.getFirst());
    List<Tensor> next = new ArrayList<>(kind.step(projected, recurrent, state));
    if (projection != null) {
      next.set(0, next.getFirst().linear(projection.tensor()));
    }
    return next;
  }
}
