package dev.narae.cpu.recurrent;

import dev.narae.DType;
import dev.narae.Recurrence;
import dev.narae.Shape;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Gemm;
import dev.narae.cpu.GemmFactor;
import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.kernel.ElementLoop;
import dev.narae.spi.FusedOp;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The gradients of a recurrent layer. Backwards from step to step, one loop makes the gradients of
 * the gates, and their product with the hidden state's weights, packed once, goes to the step
 * before; with the gates' gradients of all steps, each other gradient is one product or one sum.
 */
public final class RecurrentBackward {
  private final RecurrentRuntime runtime;
  private final FusedOp.RecurrentLayerGrad op;
  private final Layer layer;
  private final List<View> inputs;
  private final Scratch scratch;
  private final DType dtype;
  private final int hidden;
  private final RowMatrix outputs;
  private final RowMatrix gates;
  private final RowMatrix cells;
  private final RowMatrix firstHidden;
  private final RowMatrix firstCell;

  /** The gradients of all gates. */
  private final RowMatrix ofGates;

  /** The gradient of the hidden state, as far as later steps use it. */
  private final RowMatrix ofHidden;

  private final RowMatrix ofCell;
  private final Parts parts;
  private final ElementLoop loop;

  private RecurrentBackward(
      RecurrentRuntime runtime, FusedOp.RecurrentLayerGrad op, List<View> inputs, Scratch scratch) {
    this.runtime = runtime;
    this.op = op;
    this.inputs = inputs;
    this.scratch = scratch;
    List<View> forward = inputs.subList(op.kind().states(), inputs.size());
    layer = Layer.of(op.kind(), forward);
    dtype = layer.dtype();
    hidden = layer.hidden();
    outputs = RowMatrix.of(runtime.dense(inputs.get(inputs.size() - 2), scratch));
    long width = (long) layer.gates() * hidden;
    MemorySegment kept = RecurrentForward.memory(inputs.getLast());
    gates = new RowMatrix(kept, 0, width);
    cells = new RowMatrix(kept, layer.rows() * width, hidden);
    firstHidden = RowMatrix.of(runtime.dense(forward.get(1), scratch));
    firstCell = RowMatrix.of(runtime.dense(forward.get(op.kind().states()), scratch));
    ofGates = room(layer.rows(), width);
    ofHidden = room(layer.batch(), hidden);
    ofCell = room(layer.batch(), hidden);
    parts = Parts.of(layer, runtime.threads());
    loop = runtime.steps().backward(layer.kind(), dtype);
  }

  private RowMatrix room(long rows, long columns) {
    return RowMatrix.of(runtime.room(dtype, Shape.of(rows, columns), scratch));
  }

  /** Computes {@link FusedOp.RecurrentLayerGrad}. */
  public static void run(
      RecurrentRuntime runtime,
      FusedOp.RecurrentLayerGrad op,
      List<View> inputs,
      List<View> outputs) {
    try (Scratch scratch = runtime.scratch().get()) {
      RecurrentBackward backward = new RecurrentBackward(runtime, op, inputs, scratch);
      backward.steps();
      backward.store(outputs);
    }
  }

  /** An input of the forward call. */
  private View forward(int i) {
    return inputs.get(op.kind().states() + i);
  }

  private View state(RowMatrix matrix) {
    return matrix.view(dtype, layer.batch(), hidden);
  }

  private void steps() {
    runtime.clear(state(ofHidden));
    if (layer.kind() == Recurrence.LSTM) {
      runtime.copy(inputs.get(1), state(ofCell));
    }
    GemmFactor[][] weights = pack();
    View given = inputs.getFirst();
    View upstream = given.layout().stride(2) == 1 ? given : runtime.dense(given, scratch);
    for (long t = layer.steps() - 1; t >= 0; t--) {
      long step = t;
      runtime
          .parallel()
          .run(
              parts.count(),
              part -> {
                if (step + 1 < layer.steps()) {
                  fromGates(step + 1, part, weights);
                }
                step(step, part, upstream);
              });
    }
    runtime.parallel().run(parts.count(), part -> fromGates(0, part, weights));
  }

  /** The hidden state's weights: for each part of the units, those of each run of gates. */
  private GemmFactor[][] pack() {
    List<Layer.Run> runs = layer.runs();
    GemmFactor[][] factors = new GemmFactor[parts.units()][runs.size()];
    MemorySegment[][] memory = new MemorySegment[parts.units()][runs.size()];
    for (int part = 0; part < parts.units(); part++) {
      for (int i = 0; i < runs.size(); i++) {
        long depth = (long) runs.get(i).count() * hidden;
        memory[part][i] = scratch.take(Gemm.factorBytes(dtype, depth, parts.unitsOf(part)));
      }
    }
    runtime
        .parallel()
        .run(
            parts.units() * runs.size(),
            i -> {
              int part = i / runs.size();
              int run = i % runs.size();
              factors[part][run] = pack(part, runs.get(run), memory[part][run]);
            });
    return factors;
  }

  private GemmFactor pack(int part, Layer.Run run, MemorySegment memory) {
    long row = (long) run.weights() * hidden;
    return runtime
        .gemm()
        .factor(
            dtype,
            weight(forward(layer.weight() + 1), row, parts.firstUnit(part)),
            (long) run.count() * hidden,
            parts.unitsOf(part),
            parts.mostSequences(),
            memory);
  }

  private static GemmMatrix weight(View weight, long row, long column) {
    Layout layout = weight.layout();
    return new GemmMatrix(
        CpuBuffer.of(weight),
        layout.offset() + row * layout.stride(0) + column * layout.stride(1),
        0,
        layout.stride(0),
        layout.stride(1));
  }

  /** What the gates of step {@code t} say about the hidden state before it. */
  private void fromGates(long t, int part, GemmFactor[][] weights) {
    int row = parts.firstSequence(part);
    int unitPart = part % parts.units();
    GemmMatrix target = ofHidden.from(row, parts.firstUnit(unitPart)).matrix();
    // What a GRU lets past the weights is there already.
    boolean add = layer.kind() == Recurrence.GRU;
    for (int i = 0; i < layer.runs().size(); i++) {
      RowMatrix some =
          ofGates.from(t * layer.batch() + row, (long) layer.runs().get(i).gate() * hidden);
      weights[unitPart][i].multiply(some.matrix(), target, parts.sequencesOf(part), add || i > 0);
    }
  }

  private void step(long t, int part, View upstream) {
    int row = parts.firstSequence(part);
    int unitPart = part % parts.units();
    int unit = parts.firstUnit(unitPart);
    Layout layout = upstream.layout();
    RowMatrix given =
        new RowMatrix(
                CpuBuffer.of(upstream), layout.offset() + t * layout.stride(0), layout.stride(1))
            .from(row, unit);
    StepLoops.run(
        loop,
        dtype,
        parts.sequencesOf(part),
        parts.unitsOf(unitPart),
        operands(t, row, unit, given));
  }

  private RowMatrix[] operands(long t, int row, int unit, RowMatrix given) {
    long now = t * layer.batch() + row;
    RowMatrix carried = ofHidden.from(row, unit);
    RowMatrix gate = gates.from(now, unit);
    RowMatrix gradient = ofGates.from(now, unit);
    return switch (layer.kind()) {
      case TANH, RELU -> new RowMatrix[] {given, carried, outputs.from(now, unit), gradient};
      case LSTM -> {
        RowMatrix cell = ofCell.from(row, unit);
        yield new RowMatrix[] {
          given,
          carried,
          gate,
          gate.from(0, hidden),
          gate.from(0, 2L * hidden),
          gate.from(0, 3L * hidden),
          layer.before(cells, firstCell, t).from(row, unit),
          cells.from(now, unit),
          cell,
          gradient,
          gradient.from(0, hidden),
          gradient.from(0, 2L * hidden),
          gradient.from(0, 3L * hidden),
          cell
        };
      }
      case GRU ->
          new RowMatrix[] {
            given,
            carried,
            gate,
            gate.from(0, hidden),
            gate.from(0, 2L * hidden),
            gate.from(0, 3L * hidden),
            layer.before(outputs, firstHidden, t).from(row, unit),
            gradient,
            gradient.from(0, hidden),
            gradient.from(0, 2L * hidden),
            gradient.from(0, 3L * hidden),
            carried
          };
    };
  }

  private void store(List<View> results) {
    int next = 0;
    if (op.input()) {
      ofInputs(results.get(next++));
    }
    runtime.copy(state(ofHidden), results.get(next++));
    if (layer.kind() == Recurrence.LSTM) {
      runtime.copy(state(ofCell), results.get(next++));
    }
    if (op.weights()) {
      ofInputWeight(results.get(next++));
      ofHiddenWeight(results.get(next++));
      if (op.biases()) {
        runtime.addUp(ofGates.view(dtype, layer.rows(), projected()), results.get(next));
        ofHiddenBias(results.get(next), results.get(next + 1));
      }
    }
  }

  /** Columns of gates that the input is projected to. */
  private long projected() {
    return (long) layer.kind().gates() * hidden;
  }

  private void ofInputs(View result) {
    View target = runtime.target(result, scratch);
    runtime.multiply(
        new RecurrentRuntime.Extents(dtype, layer.rows(), layer.inputs(), projected()),
        ofGates.matrix(),
        weight(forward(layer.weight()), 0, 0),
        RowMatrix.of(target).matrix(),
        false);
    runtime.store(target, result);
  }

  private void ofInputWeight(View result) {
    View x = runtime.dense(forward(0), scratch);
    View target = runtime.target(result, scratch);
    runtime.multiply(
        new RecurrentRuntime.Extents(dtype, projected(), layer.inputs(), layer.rows()),
        ofGates.transposed(),
        RowMatrix.of(x).matrix(),
        RowMatrix.of(target).matrix(),
        false);
    runtime.store(target, result);
  }

  private void ofHiddenWeight(View result) {
    View target = runtime.target(result, scratch);
    for (Layer.Run run : layer.runs()) {
      RowMatrix to = RowMatrix.of(target).from((long) run.weights() * hidden, 0);
      RowMatrix some = ofGates.from(0, (long) run.gate() * hidden);
      long rows = (long) run.count() * hidden;
      runtime.multiply(
          new RecurrentRuntime.Extents(dtype, rows, hidden, layer.batch()),
          some.transposed(),
          firstHidden.matrix(),
          to.matrix(),
          false);
      if (layer.steps() > 1) {
        runtime.multiply(
            new RecurrentRuntime.Extents(dtype, rows, hidden, layer.rows() - layer.batch()),
            some.from(layer.batch(), 0).transposed(),
            outputs.matrix(),
            to.matrix(),
            true);
      }
    }
    runtime.store(target, result);
  }

  private void ofHiddenBias(View ofInputBias, View result) {
    runtime.copy(ofInputBias, result);
    if (layer.kind() == Recurrence.GRU) {
      Layout layout = result.layout();
      View last =
          result.with(
              Layout.of(
                  Shape.of(hidden),
                  new long[] {layout.stride(0)},
                  layout.offset() + 2L * hidden * layout.stride(0)));
      runtime.addUp(ofGates.from(0, 3L * hidden).view(dtype, layer.rows(), hidden), last);
    }
  }
}
