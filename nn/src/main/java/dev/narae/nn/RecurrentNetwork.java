package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent network over sequences: layers of one cell, or two in opposite directions.
 *
 * <p>Parameters, G being the number of gates: {@code weight_ih_l0} (G · hidden, inputs), {@code
 * weight_hh_l0} (G · hidden, hidden), {@code bias_ih_l0} and {@code bias_hh_l0} (G · hidden); the
 * same for the further layers {@code l1}, …, whose inputs are the hidden states of the layer below;
 * those of the other direction end in {@code _reverse}. At first all are uniform between
 * ±1/√hidden.
 */
public abstract sealed class RecurrentNetwork extends Module permits RNN, LSTM, GRU {
  private final CellRule rule;
  private final long inputs;
  private final long hidden;
  private final RnnOptions options;
  private final List<CellWeights> cells = new ArrayList<>();

  RecurrentNetwork(CellRule rule, long inputs, long hidden, RnnOptions options) {
    Checks.positive(kind(), "inputs", inputs);
    Checks.positive(kind(), "hidden", hidden);
    this.rule = rule;
    this.inputs = inputs;
    this.hidden = hidden;
    this.options = options;
    for (int layer = 0; layer < options.layers(); layer++) {
      long width = layer == 0 ? inputs : options.directions() * hidden;
      for (int direction = 0; direction < options.directions(); direction++) {
        cells.add(weights("_l" + layer + (direction == 1 ? "_reverse" : ""), width));
      }
    }
  }

  private CellWeights weights(String suffix, long width) {
    long rows = rule.gates() * hidden;
    boolean bias = options.bias();
    return new CellWeights(
        parameter("weight_ih" + suffix, Init.byWidth(hidden, rows, width)),
        parameter("weight_hh" + suffix, Init.byWidth(hidden, rows, hidden)),
        bias ? parameter("bias_ih" + suffix, Init.byWidth(hidden, rows)) : null,
        bias ? parameter("bias_hh" + suffix, Init.byWidth(hidden, rows)) : null);
  }

  /**
   * What a network returns.
   *
   * @param output the last layer's hidden states
   * @param state the state after the last step
   */
  record Result(Tensor output, List<Tensor> state) {
    private List<Tensor> tensors() {
      List<Tensor> all = new ArrayList<>(state);
      all.add(output);
      return all;
    }
  }

  /** Runs over whole sequences; zeros come before them if {@code initial} is null. */
  final Result run(Tensor x, @Nullable List<Tensor> initial) {
    return Calls.run(() -> compute(x, initial), Result::tensors);
  }

  /** Brings the input to (steps, batch, inputs), and the results back. */
  private Result compute(Tensor x, @Nullable List<Tensor> initial) {
    boolean batched = x.rank() == 3;
    checkInput(x);
    Tensor steps = !batched ? x.unsqueeze(1) : options.batchFirst() ? x.transpose(0, 1) : x;
    List<Tensor> state = state(x, steps.dim(1), initial);
    Result result = layers(steps, state);
    if (!batched) {
      List<Tensor> single = result.state.stream().map(tensor -> tensor.squeeze(1)).toList();
      return new Result(result.output.squeeze(1), single);
    }
    return options.batchFirst() ? new Result(result.output.transpose(0, 1), result.state) : result;
  }

  private void checkInput(Tensor x) {
    if (x.rank() < 2 || x.rank() > 3 || x.dim(-1) != inputs) {
      throw new ShapeException(
          "%s: the input has shape %s; it must be (%s, %d) or, for a single sequence, (steps, %d)"
              .formatted(
                  kind(),
                  x.shape(),
                  options.batchFirst() ? "batch, steps" : "steps, batch",
                  inputs,
                  inputs));
    }
    if (x.dim(options.batchFirst() && x.rank() == 3 ? 1 : 0) == 0) {
      throw new ShapeException(
          "%s: the input of shape %s has no steps; give at least one".formatted(kind(), x.shape()));
    }
  }

  /** The first state, (cells, batch, hidden) each. */
  private List<Tensor> state(Tensor x, long batch, @Nullable List<Tensor> initial) {
    Shape shape = Shape.of(cells.size(), batch, hidden);
    if (initial == null) {
      return Collections.nCopies(rule.states(), Tensor.zeros(shape, x.dtype(), x.device()));
    }
    Shape expected = x.rank() == 3 ? shape : shape.without(1);
    for (Tensor tensor : initial) {
      if (!tensor.shape().equals(expected)) {
        throw new ShapeException(
            "%s: the initial state has shape %s; for this input it must be %s, (layers ·"
                    .formatted(kind(), tensor.shape(), expected)
                + " directions, batch, hidden)");
      }
    }
    return initial.stream().map(tensor -> tensor.reshape(shape)).toList();
  }

  private Result layers(Tensor x, List<Tensor> initial) {
    List<List<Tensor>> last = new ArrayList<>();
    Tensor output = x;
    for (int layer = 0; layer < options.layers(); layer++) {
      Tensor input =
          layer > 0 && isTraining() && options.dropout() > 0
              ? output.dropout(options.dropout())
              : output;
      List<Tensor> outputs = new ArrayList<>();
      for (int direction = 0; direction < options.directions(); direction++) {
        int cell = layer * options.directions() + direction;
        List<Tensor> first = initial.stream().map(tensor -> tensor.select(0, cell)).toList();
        outputs.add(scan(cells.get(cell), input, first, direction == 1, last));
      }
      output =
          outputs.size() == 1 ? outputs.getFirst() : Tensor.cat(-1, outputs.toArray(Tensor[]::new));
    }
    return new Result(output, stacked(last));
  }

  /** One cell over all steps: their hidden states; adds the state after the last to a list. */
  private Tensor scan(
      CellWeights weights,
      Tensor x,
      List<Tensor> first,
      boolean backwards,
      List<List<Tensor>> last) {
    List<Tensor> inputs = weights.projectInput(x).unbind(0);
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> state = first;
    for (Tensor input : backwards ? inputs.reversed() : inputs) {
      state = rule.next(input, state, weights);
      outputs.add(state.getFirst());
    }
    last.add(state);
    return Tensor.stack(0, (backwards ? outputs.reversed() : outputs).toArray(Tensor[]::new));
  }

  /** From the states of each cell to one tensor (cells, batch, hidden) for each part of them. */
  private List<Tensor> stacked(List<List<Tensor>> states) {
    List<Tensor> result = new ArrayList<>();
    for (int i = 0; i < rule.states(); i++) {
      int part = i;
      result.add(
          Tensor.stack(0, states.stream().map(state -> state.get(part)).toArray(Tensor[]::new)));
    }
    return result;
  }

  @Override
  protected String settings() {
    return "%d, %d, layers=%d, bias=%b, batchFirst=%b, dropout=%s, bidirectional=%b"
        .formatted(
            inputs,
            hidden,
            options.layers(),
            options.bias(),
            options.batchFirst(),
            options.dropout(),
            options.bidirectional());
  }
}
