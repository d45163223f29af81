package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/**
 * How a recurrent network goes from one step to the next. W x + b is the projection of a step's
 * input, U h + c that of the hidden state before it.
 */
public enum Recurrence {
  /** h' = tanh(W x + b + U h + c) (Elman, "Finding structure in time", 1990). */
  TANH(1, 1),

  /** h' = max(0, W x + b + U h + c). */
  RELU(1, 1),

  /**
   * i, f, g, o = W x + b + U h + c; c' = σ(f) · c + σ(i) · tanh(g); h' = σ(o) · tanh(c')
   * (Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers et
   * al., "Learning to forget", 2000).
   */
  LSTM(4, 2),

  /**
   * r, z, n = W x + b; s, y, m = U h + c; n' = tanh(n + σ(r + s) · m); h' = n' + σ(z + y) · (h -
   * n') (Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014, with the
   * reset gate after the product, as in version 1 of its preprint).
   */
  GRU(3, 1);

  private static final Formula TANH_STEP = Formula.binary("rnn", (x, h) -> x.add(h).tanh());
  private static final Formula RELU_STEP = Formula.binary("rnn", (x, h) -> x.add(h).relu());

  /** Inputs i, f, g and c. */
  private static final Formula LSTM_CELL =
      Formula.of(
          "lstm",
          4,
          0,
          Expr.arg(1)
              .sigmoid()
              .mul(Expr.arg(3))
              .add(Expr.arg(0).sigmoid().mul(Expr.arg(2).tanh())));

  /** Inputs o and c'. */
  private static final Formula LSTM_HIDDEN =
      Formula.binary("lstm", (o, cell) -> o.sigmoid().mul(cell.tanh()));

  /** Inputs r + s, z + y, n, m and h. */
  private static final Formula GRU_STEP = Formula.of("gru", 5, 0, gruStep());

  private final int gates;
  private final int states;

  Recurrence(int gates, int states) {
    this.gates = gates;
    this.states = states;
  }

  private static Expr gruStep() {
    Expr fresh = Expr.arg(2).add(Expr.arg(0).sigmoid().mul(Expr.arg(3))).tanh();
    return fresh.add(Expr.arg(1).sigmoid().mul(Expr.arg(4).sub(fresh)));
  }

  /** How many rows of the weights each hidden number has. */
  public int gates() {
    return gates;
  }

  /** How many tensors the state consists of; the first is the hidden state. */
  public int states() {
    return states;
  }

  /**
   * The state after a step.
   *
   * @param input the projected input, (batch, gates · hidden)
   * @param hidden the projected hidden state, of that shape
   * @param state tensors (batch, hidden)
   */
  public List<Tensor> step(Tensor input, Tensor hidden, List<Tensor> state) {
    return switch (this) {
      case TANH -> List.of(input.apply(TANH_STEP, List.of(hidden)));
      case RELU -> List.of(input.apply(RELU_STEP, List.of(hidden)));
      case LSTM -> lstm(input.add(hidden), state.get(1));
      case GRU -> List.of(gru(input, hidden, state.getFirst()));
    };
  }

  private static List<Tensor> lstm(Tensor sum, Tensor before) {
    List<Tensor> gates = sum.chunk(4, -1);
    Tensor cell = gates.get(0).apply(LSTM_CELL, List.of(gates.get(1), gates.get(2), before));
    return List.of(gates.get(3).apply(LSTM_HIDDEN, List.of(cell)), cell);
  }

  private static Tensor gru(Tensor input, Tensor hidden, Tensor before) {
    long size = before.dim(-1);
    long[] sizes = {2 * size, size};
    List<Tensor> inputs = input.split(sizes, -1);
    List<Tensor> recurrent = hidden.split(sizes, -1);
    List<Tensor> gates = inputs.getFirst().add(recurrent.getFirst()).chunk(2, -1);
    return gates
        .get(0)
        .apply(GRU_STEP, List.of(gates.get(1), inputs.getLast(), recurrent.getLast(), before));
  }

  /**
   * Runs over whole sequences.
   *
   * @param x the inputs, (steps, batch, inputs), at least one step
   * @param state the state before the first step, tensors (batch, hidden)
   * @return the hidden states (steps, batch, hidden), then the state after the last step
   * @throws ShapeException if the shapes do not fit
   */
  public List<Tensor> scan(Tensor x, List<Tensor> state, RecurrentWeights weights) {
    return RecurrentScan.run(this, x, state, weights);
  }
}
