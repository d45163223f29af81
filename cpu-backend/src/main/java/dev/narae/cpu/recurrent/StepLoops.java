package dev.narae.cpu.recurrent;

import static dev.narae.cpu.kernel.RowKernel.Output.each;

import dev.narae.DType;
import dev.narae.Recurrence;
import dev.narae.cpu.kernel.ElementLoop;
import dev.narae.cpu.kernel.Kernels;
import dev.narae.cpu.kernel.RowKernel;
import dev.narae.expr.Expr;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;

/** The elementwise part of a step of each recurrence, forwards and backwards: one loop each. */
final class StepLoops {
  private static final Expr ONE = Expr.constant(1);
  private static final long[] NO_SCALARS = {};

  private final Kernels kernels;
  private final ConcurrentHashMap<Key, ElementLoop> loops = new ConcurrentHashMap<>();

  StepLoops(Kernels kernels) {
    this.kernels = kernels;
  }

  private record Key(Recurrence kind, DType dtype, boolean backward) {}

  /**
   * The loop of a step forwards. Inputs: the sums of a plain network; i, f, g, o and c of an LSTM;
   * r, z, n, m and h of a GRU. Outputs: the cell state, if there is one, and the hidden state.
   */
  ElementLoop forward(Recurrence kind, DType dtype) {
    return loops.computeIfAbsent(
        new Key(kind, dtype, false), key -> kernels.rows(forwardKernel(kind, dtype)));
  }

  /**
   * The loop of a step backwards. Inputs: the gradient of the hidden state in two parts, then the
   * hidden state of a plain network; i, f, g, o, the cell state before and after, and its gradient,
   * of an LSTM; r, z, n, m and the hidden state before of a GRU. Outputs: the gradients of the
   * forward loop's inputs; a GRU's last is what goes past the weights to the hidden state before.
   */
  ElementLoop backward(Recurrence kind, DType dtype) {
    return loops.computeIfAbsent(
        new Key(kind, dtype, true), key -> kernels.rows(backwardKernel(kind, dtype)));
  }

  private static RowKernel forwardKernel(Recurrence kind, DType dtype) {
    return switch (kind) {
      case TANH -> RowKernel.of("rnn", dtype, 1, 0, each(in(0).tanh()));
      case RELU -> RowKernel.of("rnn", dtype, 1, 0, each(in(0).relu()));
      case LSTM -> {
        Expr cell = in(1).sigmoid().mul(in(4)).add(in(0).sigmoid().mul(in(2).tanh()));
        yield RowKernel.of("lstm", dtype, 5, 0, each(cell), each(in(3).sigmoid().mul(cell.tanh())));
      }
      case GRU -> {
        Expr fresh = in(2).add(in(0).sigmoid().mul(in(3))).tanh();
        Expr hidden = fresh.add(in(1).sigmoid().mul(in(4).sub(fresh)));
        yield RowKernel.of("gru", dtype, 5, 0, each(hidden));
      }
    };
  }

  private static RowKernel backwardKernel(Recurrence kind, DType dtype) {
    Expr g = in(0).add(in(1));
    return switch (kind) {
      case TANH -> RowKernel.of("rnnGradient", dtype, 3, 0, each(g.mul(ofTanh(in(2)))));
      case RELU -> {
        Expr some = in(2).gt(Expr.constant(0)).where(g, Expr.constant(0));
        yield RowKernel.of("rnnGradient", dtype, 3, 0, each(some));
      }
      case LSTM -> lstmGradient(dtype, g);
      case GRU -> gruGradient(dtype, g);
    };
  }

  private static RowKernel lstmGradient(DType dtype, Expr g) {
    Expr input = in(2).sigmoid();
    Expr forget = in(3).sigmoid();
    Expr fresh = in(4).tanh();
    Expr output = in(5).sigmoid();
    Expr cell = in(7).tanh();
    Expr ofCell = in(8).add(g.mul(output).mul(ofTanh(cell)));
    return RowKernel.of(
        "lstmGradient",
        dtype,
        9,
        0,
        each(ofCell.mul(fresh).mul(ofSigmoid(input))),
        each(ofCell.mul(in(6)).mul(ofSigmoid(forget))),
        each(ofCell.mul(input).mul(ofTanh(fresh))),
        each(g.mul(cell).mul(ofSigmoid(output))),
        each(ofCell.mul(forget)));
  }

  private static RowKernel gruGradient(DType dtype, Expr g) {
    Expr reset = in(2).sigmoid();
    Expr keep = in(3).sigmoid();
    Expr fresh = in(4).add(reset.mul(in(5))).tanh();
    Expr ofFresh = g.mul(ONE.sub(keep)).mul(ofTanh(fresh));
    return RowKernel.of(
        "gruGradient",
        dtype,
        7,
        0,
        each(ofFresh.mul(in(5)).mul(ofSigmoid(reset))),
        each(g.mul(in(6).sub(fresh)).mul(ofSigmoid(keep))),
        each(ofFresh),
        each(ofFresh.mul(reset)),
        each(g.mul(keep)));
  }

  private static Expr in(int index) {
    return Expr.arg(index);
  }

  private static Expr ofTanh(Expr tanh) {
    return ONE.sub(tanh.mul(tanh));
  }

  private static Expr ofSigmoid(Expr sigmoid) {
    return sigmoid.mul(ONE.sub(sigmoid));
  }

  /** Runs a loop over parts of matrices, inputs first. */
  static void run(ElementLoop loop, DType dtype, int rows, int columns, RowMatrix... operands) {
    int count = operands.length;
    MemorySegment[] segments = new MemorySegment[count];
    long[] starts = new long[count + 1];
    long[] columnSteps = new long[count + 1];
    long[] rowSteps = new long[count + 1];
    for (int i = 0; i < count; i++) {
      segments[i] = operands[i].memory();
      starts[i] = operands[i].at() * dtype.bytes();
      columnSteps[i] = dtype.bytes();
      rowSteps[i] = operands[i].row() * dtype.bytes();
    }
    columnSteps[count] = 1;
    loop.run(segments, starts, columnSteps, rowSteps, columns, rows, NO_SCALARS);
  }
}
