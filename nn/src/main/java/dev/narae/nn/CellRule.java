package dev.narae.nn;

import dev.narae.Tensor;
import java.util.List;

/** How a kind of recurrent cell goes from one step to the next. */
interface CellRule {
  /** How many rows of the weights each hidden unit has. */
  int gates();

  /** How many tensors the state consists of; the first is the hidden state. */
  int states();

  /**
   * The state after a step.
   *
   * @param projected the step's input after {@link CellWeights#projectInput}, (batch, gates ·
   *     hidden)
   * @param state tensors (batch, hidden)
   */
  List<Tensor> next(Tensor projected, List<Tensor> state, CellWeights weights);
}
