package dev.narae.nn;

import dev.narae.Recurrence;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a recurrent network.
 *
 * <p>Parameters, G being the number of gates: {@code weight_ih} (G · hidden, inputs), {@code
 * weight_hh} (G · hidden, hidden), {@code bias_ih} and {@code bias_hh} (G · hidden), at first all
 * uniform between ±1/√hidden.
 */
public abstract sealed class RecurrentCell extends Module permits RNNCell, LSTMCell, GRUCell {
  private final Recurrence recurrence;
  private final long inputs;
  private final long hidden;
  private final CellWeights weights;

  RecurrentCell(Recurrence kind, long inputs, long hidden, boolean withBias) {
    Checks.positive(kind(), "inputs", inputs);
    Checks.positive(kind(), "hidden", hidden);
    this.recurrence = kind;
    this.inputs = inputs;
    this.hidden = hidden;
    long rows = kind.gates() * hidden;
    weights =
        new CellWeights(
            parameter("weight_ih", Init.byWidth(hidden, rows, inputs)),
            parameter("weight_hh", Init.byWidth(hidden, rows, hidden)),
            withBias ? parameter("bias_ih", Init.byWidth(hidden, rows)) : null,
            withBias ? parameter("bias_hh", Init.byWidth(hidden, rows)) : null,
            null);
  }

  /** The state after a step; zeros come before if {@code state} is null. */
  final List<Tensor> step(Tensor x, @Nullable List<Tensor> state) {
    return Calls.run(this, () -> compute(x, state), results -> results);
  }

  private List<Tensor> compute(Tensor x, @Nullable List<Tensor> state) {
    if (x.rank() < 1 || x.rank() > 2 || x.dim(-1) != inputs) {
      throw new ShapeException(
          "%s: the input has shape %s; it must be (batch, %d) or (%d)"
              .formatted(kind(), x.shape(), inputs, inputs));
    }
    Shape shape = x.shape().with(x.rank() - 1, hidden);
    if (x.rank() == 2) {
      return next(x, state == null ? zeros(x, shape) : checked(state, shape));
    }
    List<Tensor> single = state == null ? zeros(x, shape) : checked(state, shape);
    List<Tensor> batch = single.stream().map(tensor -> tensor.unsqueeze(0)).toList();
    return next(x.unsqueeze(0), batch).stream().map(tensor -> tensor.squeeze(0)).toList();
  }

  private List<Tensor> next(Tensor x, List<Tensor> state) {
    return weights.next(recurrence, weights.projectInput(x), state);
  }

  private List<Tensor> zeros(Tensor x, Shape shape) {
    List<Tensor> state = new ArrayList<>();
    for (int i = 0; i < recurrence.states(); i++) {
      state.add(Tensor.zeros(shape, x.dtype(), x.device()));
    }
    return state;
  }

  private List<Tensor> checked(List<Tensor> state, Shape shape) {
    for (Tensor tensor : state) {
      if (!tensor.shape().equals(shape)) {
        throw new ShapeException(
            "%s: the state has shape %s; for this input it must be %s"
                .formatted(kind(), tensor.shape(), shape));
      }
    }
    return state;
  }

  @Override
  protected String settings() {
    return "%d, %d, bias=%b".formatted(inputs, hidden, weights.inputBias() != null);
  }
}
