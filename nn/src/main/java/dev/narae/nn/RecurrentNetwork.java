package dev.narae.nn;

import dev.narae.Recurrence;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent network over sequences: layers of one cell, or two in opposite directions.
 *
 * <p>Parameters, G being the number of gates: {@code weight_ih_l0} (G · hidden, inputs), {@code
 * weight_hh_l0} (G · hidden, hidden), {@code bias_ih_l0} and {@code bias_hh_l0} (G · hidden); the
 * same for the further layers {@code l1}, …, whose inputs are the hidden states of the layer below;
 * those of the other direction end in {@code _reverse}. At first all are uniform between
 * ±1/√hidden. With a projection there is {@code weight_hr_l0} (projection, hidden) too, and hidden
 * states, as they go on and come out, have that size.
 */
public abstract sealed class RecurrentNetwork extends Module permits RNN, LSTM, GRU {
  private final Recurrence recurrence;
  private final long inputs;
  private final long hidden;
  private final RnnOptions options;
  private final List<CellWeights> cells = new ArrayList<>();

  RecurrentNetwork(Recurrence recurrence, long inputs, long hidden, RnnOptions options) {
    Checks.positive(kind(), "inputs", inputs);
    Checks.positive(kind(), "hidden", hidden);
    if (options.projection() > 0 && recurrence != Recurrence.LSTM) {
      throw new IllegalArgumentException(
          "%s: only an LSTM projects its hidden states; leave the projection of %d out"
              .formatted(kind(), options.projection()));
    }
    if (options.projection() >= hidden) {
      throw new IllegalArgumentException(
          "%s: the projection to %d must be to fewer than the %d hidden numbers"
              .formatted(kind(), options.projection(), hidden));
    }
    this.recurrence = recurrence;
    this.inputs = inputs;
    this.hidden = hidden;
    this.options = options;
    for (int layer = 0; layer < options.layers(); layer++) {
      long width = layer == 0 ? inputs : options.directions() * outputs();
      for (int direction = 0; direction < options.directions(); direction++) {
        cells.add(weights("_l" + layer + (direction == 1 ? "_reverse" : ""), width));
      }
    }
  }

  /** The size of a hidden state as it goes on. */
  private long outputs() {
    return options.projection() > 0 ? options.projection() : hidden;
  }

  private CellWeights weights(String suffix, long width) {
    long rows = recurrence.gates() * hidden;
    boolean bias = options.bias();
    return new CellWeights(
        parameter("weight_ih" + suffix, Init.byWidth(hidden, rows, width)),
        parameter("weight_hh" + suffix, Init.byWidth(hidden, rows, outputs())),
        bias ? parameter("bias_ih" + suffix, Init.byWidth(hidden, rows)) : null,
        bias ? parameter("bias_hh" + suffix, Init.byWidth(hidden, rows)) : null,
        options.projection() > 0
            ? parameter("weight_hr" + suffix, Init.byWidth(hidden, outputs(), hidden))
            : null);
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
    return run(x, initial, null);
  }

  /** Runs over sequences that are padded to one length. */
  final Result run(Tensor x, @Nullable List<Tensor> initial, @Nullable SequenceLengths lengths) {
    return Calls.run(this, () -> compute(x, initial, lengths), Result::tensors);
  }

  /** Brings the input to (steps, batch, inputs), and the results back. */
  private Result compute(
      Tensor x, @Nullable List<Tensor> initial, @Nullable SequenceLengths lengths) {
    boolean batched = x.rank() == 3;
    checkInput(x);
    Tensor steps = !batched ? x.unsqueeze(1) : options.batchFirst() ? x.transpose(0, 1) : x;
    if (lengths != null) {
      lengths.check(kind(), x, steps.dim(1), steps.dim(0));
    }
    List<Tensor> state = state(x, steps.dim(1), initial);
    Result result = layers(steps, state, lengths);
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

  /** The first state, (cells, batch, hidden) each; of the first part, of the size that goes on. */
  private List<Tensor> state(Tensor x, long batch, @Nullable List<Tensor> initial) {
    List<Tensor> state = new ArrayList<>();
    for (int i = 0; i < recurrence.states(); i++) {
      Shape shape = Shape.of(cells.size(), batch, i == 0 ? outputs() : hidden);
      if (initial == null) {
        state.add(Tensor.zeros(shape, x.dtype(), x.device()));
        continue;
      }
      Shape expected = x.rank() == 3 ? shape : shape.without(1);
      Tensor given = initial.get(i);
      if (!given.shape().equals(expected)) {
        throw new ShapeException(
            "%s: the initial state has shape %s; for this input it must be %s, (layers ·"
                    .formatted(kind(), given.shape(), expected)
                + " directions, batch, hidden)");
      }
      state.add(given.reshape(shape));
    }
    return state;
  }

  private Result layers(Tensor x, List<Tensor> initial, @Nullable SequenceLengths lengths) {
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
        boolean backwards = direction == 1;
        outputs.add(
            lengths == null
                ? scan(cells.get(cell), input, first, backwards, last)
                : scanPadded(cells.get(cell), input, first, backwards, last, lengths));
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
    Tensor steps = backwards ? x.flip(0) : x;
    Tensor outputs =
        weights.projection() == null
            ? scan(weights, steps, first, last)
            : scanProjected(weights, steps, first, last);
    return backwards ? outputs.flip(0) : outputs;
  }

  private Tensor scan(CellWeights weights, Tensor x, List<Tensor> first, List<List<Tensor>> last) {
    List<Tensor> results = recurrence.scan(x, first, weights.tensors());
    last.add(results.subList(1, results.size()));
    return results.getFirst();
  }

  private Tensor scanProjected(
      CellWeights weights, Tensor x, List<Tensor> first, List<List<Tensor>> last) {
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> state = first;
    for (Tensor input : weights.projectInput(x).unbind(0)) {
      state = weights.next(recurrence, input, state);
      outputs.add(state.getFirst());
    }
    last.add(state);
    return Tensor.stack(0, outputs.toArray(Tensor[]::new));
  }

  /**
   * {@link #scan} over sequences that end earlier than others: after its end a sequence keeps its
   * state and puts out zeros, and backwards it begins at its own last step.
   */
  private Tensor scanPadded(
      CellWeights weights,
      Tensor x,
      List<Tensor> first,
      boolean backwards,
      List<List<Tensor>> last,
      SequenceLengths lengths) {
    int longest = (int) lengths.longest();
    Tensor steps = x.narrow(0, 0, longest);
    if (lengths.shortest() == longest) {
      return padded(scan(weights, steps, first, backwards, last), x);
    }
    List<Tensor> inputs = weights.projectInput(steps).unbind(0);
    Tensor[] outputs = new Tensor[longest];
    List<Tensor> state = first;
    for (int i = 0; i < longest; i++) {
      int t = backwards ? longest - 1 - i : i;
      List<Tensor> next = weights.next(recurrence, inputs.get(t), state);
      if (t < lengths.shortest()) {
        state = next;
        outputs[t] = next.getFirst();
      } else {
        Tensor there = lengths.at(t, x.device());
        outputs[t] = there.where(next.getFirst(), zero(x));
        state = chosen(there, next, state);
      }
    }
    last.add(state);
    return padded(Tensor.stack(0, outputs), x);
  }

  /** Zeros after the outputs' end, for as many steps as the input has. */
  private static Tensor padded(Tensor outputs, Tensor x) {
    return outputs.pad(0, 0, 0, 0, 0, x.dim(0) - outputs.dim(0));
  }

  private static Tensor zero(Tensor x) {
    return Tensor.zeros(Shape.scalar(), x.dtype(), x.device());
  }

  private static List<Tensor> chosen(Tensor mask, List<Tensor> next, List<Tensor> state) {
    List<Tensor> result = new ArrayList<>();
    for (int i = 0; i < next.size(); i++) {
      result.add(mask.where(next.get(i), state.get(i)));
    }
    return result;
  }

  /** From the states of each cell to one tensor (cells, batch, hidden) for each part of them. */
  private List<Tensor> stacked(List<List<Tensor>> states) {
    List<Tensor> result = new ArrayList<>();
    for (int i = 0; i < recurrence.states(); i++) {
      int part = i;
      result.add(
          Tensor.stack(0, states.stream().map(state -> state.get(part)).toArray(Tensor[]::new)));
    }
    return result;
  }

  @Override
  protected String settings() {
    return "%d, %d, layers=%d, bias=%b, batchFirst=%b, dropout=%s, bidirectional=%b%s"
        .formatted(
            inputs,
            hidden,
            options.layers(),
            options.bias(),
            options.batchFirst(),
            options.dropout(),
            options.bidirectional(),
            options.projection() > 0 ? ", projection=" + options.projection() : "");
  }
}
