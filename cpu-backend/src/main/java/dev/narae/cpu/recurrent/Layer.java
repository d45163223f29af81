package dev.narae.cpu.recurrent;

import dev.narae.DType;
import dev.narae.Recurrence;
import dev.narae.spi.View;
import java.util.List;

/**
 * The extents of a recurrent layer, and where its gates lie. For each step and sequence there is a
 * row of gates, what the nonlinearities are taken of: those of the weights, in their order, and of
 * a GRU a fourth, m = U₃ h + c₃, which the reset gate multiplies.
 */
record Layer(Recurrence kind, DType dtype, long steps, int batch, int inputs, int hidden) {

  /**
   * Gates next to each other that the hidden state's weights are multiplied to.
   *
   * @param gate the first gate
   * @param weights the first gate of the weights
   * @param count how many
   */
  record Run(int gate, int weights, int count) {}

  /** The layer of {@link dev.narae.spi.FusedOp.RecurrentLayer}'s inputs. */
  static Layer of(Recurrence kind, List<View> inputs) {
    View x = inputs.getFirst();
    return new Layer(
        kind,
        x.dtype(),
        x.shape().dim(0),
        Math.toIntExact(x.shape().dim(1)),
        Math.toIntExact(x.shape().dim(2)),
        Math.toIntExact(inputs.get(1).shape().dim(1)));
  }

  /** Which input the weight of the layer's input is; the others follow. */
  int weight() {
    return 1 + kind.states();
  }

  /** Sequences in all steps. */
  long rows() {
    return steps * batch;
  }

  /** The gates in a row. */
  int gates() {
    return kind == Recurrence.GRU ? 4 : kind.gates();
  }

  /** Where the hidden state's weights are multiplied to. */
  List<Run> runs() {
    return kind == Recurrence.GRU
        ? List.of(new Run(0, 0, 2), new Run(3, 2, 1))
        : List.of(new Run(0, 0, kind.gates()));
  }

  /** Whether gates are kept for the gradient: a plain network's outputs tell enough. */
  boolean keepsGates() {
    return kind == Recurrence.LSTM || kind == Recurrence.GRU;
  }

  /** The numbers kept: gates and, of an LSTM, cell states. */
  long kept() {
    int columns = !keepsGates() ? 0 : gates() + kind.states() - 1;
    return rows() * columns * hidden;
  }

  /** The state before step {@code t}, of those after all steps and the one before the first. */
  RowMatrix before(RowMatrix all, RowMatrix first, long t) {
    return t == 0 ? first : all.from((t - 1) * batch, 0);
  }
}
