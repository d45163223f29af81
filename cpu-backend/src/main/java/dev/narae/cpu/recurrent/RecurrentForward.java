package dev.narae.cpu.recurrent;

import dev.narae.DType;
import dev.narae.Recurrence;
import dev.narae.Shape;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Gemm;
import dev.narae.cpu.GemmBlock;
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
 * All steps of a recurrent layer. The inputs of all steps are projected in one product; then each
 * step adds the product with the hidden state, whose weights are packed once, and one loop makes
 * the new state of the sums.
 */
public final class RecurrentForward {
  private final RecurrentRuntime runtime;
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
  private final Parts parts;
  private final ElementLoop loop;

  private RecurrentForward(
      RecurrentRuntime runtime,
      Layer layer,
      List<View> inputs,
      View outputs,
      MemorySegment kept,
      Scratch scratch) {
    this.runtime = runtime;
    this.layer = layer;
    this.inputs = inputs;
    this.scratch = scratch;
    dtype = layer.dtype();
    hidden = layer.hidden();
    this.outputs = RowMatrix.of(outputs);
    long width = (long) layer.gates() * hidden;
    gates = layer.keepsGates() ? new RowMatrix(kept, 0, width) : this.outputs;
    cells = new RowMatrix(kept, layer.rows() * width, hidden);
    firstHidden = RowMatrix.of(runtime.dense(inputs.get(1), scratch));
    firstCell =
        layer.kind() == Recurrence.LSTM
            ? RowMatrix.of(runtime.dense(inputs.get(2), scratch))
            : firstHidden;
    parts = Parts.of(layer, runtime.threads());
    loop = runtime.steps().forward(layer.kind(), dtype);
  }

  /** The bytes kept for the gradient. */
  public static long keptBytes(FusedOp.RecurrentLayer op, List<View> inputs) {
    Layer layer = Layer.of(op.kind(), inputs);
    return layer.kept() * layer.dtype().bytes();
  }

  /** Computes {@link FusedOp.RecurrentLayer}. */
  public static void run(
      RecurrentRuntime runtime, FusedOp.RecurrentLayer op, List<View> inputs, List<View> outputs) {
    Layer layer = Layer.of(op.kind(), inputs);
    try (Scratch scratch = runtime.scratch().get()) {
      View target = runtime.target(outputs.getFirst(), scratch);
      MemorySegment kept =
          op.training()
              ? memory(outputs.getLast())
              : scratch.take(Math.max(1, layer.kept() * layer.dtype().bytes()));
      RecurrentForward forward =
          new RecurrentForward(runtime, layer, inputs, target, kept, scratch);
      forward.projectInputs(op.biases());
      forward.steps();
      runtime.store(target, outputs.getFirst());
      if (op.kind() == Recurrence.LSTM) {
        View last =
            forward
                .cells
                .from((layer.steps() - 1) * layer.batch(), 0)
                .view(layer.dtype(), layer.batch(), layer.hidden());
        runtime.copy(last, outputs.get(1));
      }
    }
  }

  /** The memory of bytes that were kept. */
  static MemorySegment memory(View kept) {
    return CpuBuffer.of(kept).asSlice(kept.layout().offset(), kept.shape().size());
  }

  /** What the gates are made of, but for the products with the hidden state. */
  private void projectInputs(boolean biases) {
    View x = runtime.dense(inputs.getFirst(), scratch);
    View weight = inputs.get(layer.weight());
    long width = (long) layer.kind().gates() * hidden;
    RecurrentRuntime.Extents extents =
        new RecurrentRuntime.Extents(dtype, layer.rows(), width, layer.inputs());
    GemmMatrix columns = transposed(weight, 0);
    Gemm.Finisher finisher = biases ? addingBias(width) : block -> {};
    runtime
        .gemm()
        .multiply(
            extents.problem(RowMatrix.of(x).matrix(), columns, gates.matrix(), false), finisher);
    if (layer.kind() == Recurrence.GRU) {
      View products = gates.from(0, 3L * hidden).view(dtype, layer.rows(), hidden);
      if (biases) {
        View bias = part(inputs.get(layer.weight() + 3), 2L * hidden, hidden);
        runtime.copy(bias.broadcastTo(products.shape()), products);
      } else {
        runtime.clear(products);
      }
    }
  }

  private Gemm.Finisher addingBias(long width) {
    View ofInput = inputs.get(layer.weight() + 2);
    View ofHidden = inputs.get(layer.weight() + 3);
    View bias = runtime.room(dtype, Shape.of(width), scratch);
    // A GRU's reset gate multiplies the last third of the hidden state's bias.
    long joint = layer.kind() == Recurrence.GRU ? 2L * hidden : width;
    runtime.add(part(ofInput, 0, joint), part(ofHidden, 0, joint), part(bias, 0, joint));
    if (joint < width) {
      runtime.copy(part(ofInput, joint, width - joint), part(bias, joint, width - joint));
    }
    View all = gates.view(dtype, layer.rows(), width);
    View target = all.with(batched(all.layout()));
    View repeated = bias.broadcastTo(target.shape());
    return block -> addTo(target, repeated, block);
  }

  private void addTo(View target, View bias, GemmBlock block) {
    View some = block.of(target);
    runtime.add(some, block.of(bias), some);
  }

  private static Layout batched(Layout layout) {
    return Layout.of(
        layout.shape().insert(0, 1),
        new long[] {0, layout.stride(0), layout.stride(1)},
        layout.offset());
  }

  /** A part of a vector. */
  private static View part(View vector, long from, long count) {
    Layout layout = vector.layout();
    long stride = layout.stride(0);
    return vector.with(
        Layout.of(Shape.of(count), new long[] {stride}, layout.offset() + from * stride));
  }

  /** A weight's rows from one on, as columns. */
  private static GemmMatrix transposed(View weight, long row) {
    Layout layout = weight.layout();
    return new GemmMatrix(
        CpuBuffer.of(weight),
        layout.offset() + row * layout.stride(0),
        0,
        layout.stride(1),
        layout.stride(0));
  }

  private void steps() {
    GemmFactor[][] weights = pack();
    for (long t = 0; t < layer.steps(); t++) {
      long step = t;
      runtime.parallel().run(parts.count(), part -> step(step, part, weights));
    }
  }

  /** The hidden state's weights: for each part of the units, those of each gate. */
  private GemmFactor[][] pack() {
    int gateCount = layer.kind().gates();
    View weight = inputs.get(layer.weight() + 1);
    GemmFactor[][] factors = new GemmFactor[parts.units()][gateCount];
    MemorySegment[][] memory = new MemorySegment[parts.units()][gateCount];
    for (int part = 0; part < parts.units(); part++) {
      for (int gate = 0; gate < gateCount; gate++) {
        memory[part][gate] = scratch.take(Gemm.factorBytes(dtype, hidden, parts.unitsOf(part)));
      }
    }
    runtime
        .parallel()
        .run(
            parts.units() * gateCount,
            i -> {
              int part = i / gateCount;
              int gate = i % gateCount;
              long row = (long) gate * hidden + parts.firstUnit(part);
              factors[part][gate] =
                  runtime
                      .gemm()
                      .factor(
                          dtype,
                          transposed(weight, row),
                          hidden,
                          parts.unitsOf(part),
                          parts.mostSequences(),
                          memory[part][gate]);
            });
    return factors;
  }

  private void step(long t, int part, GemmFactor[][] weights) {
    int row = parts.firstSequence(part);
    int rows = parts.sequencesOf(part);
    int unitPart = part % parts.units();
    int unit = parts.firstUnit(unitPart);
    RowMatrix before = layer.before(outputs, firstHidden, t).from(row, 0);
    RowMatrix sums = gates.from(t * layer.batch() + row, unit);
    for (Layer.Run run : layer.runs()) {
      for (int i = 0; i < run.count(); i++) {
        RowMatrix gate = sums.from(0, (long) (run.gate() + i) * hidden);
        weights[unitPart][run.weights() + i].multiply(before.matrix(), gate.matrix(), rows, true);
      }
    }
    StepLoops.run(loop, dtype, rows, parts.unitsOf(unitPart), operands(t, row, unit, sums));
  }

  private RowMatrix[] operands(long t, int row, int unit, RowMatrix sums) {
    RowMatrix now = outputs.from(t * layer.batch() + row, unit);
    return switch (layer.kind()) {
      case TANH, RELU -> new RowMatrix[] {sums, now};
      case LSTM ->
          new RowMatrix[] {
            sums,
            sums.from(0, hidden),
            sums.from(0, 2L * hidden),
            sums.from(0, 3L * hidden),
            layer.before(cells, firstCell, t).from(row, unit),
            cells.from(t * layer.batch() + row, unit),
            now
          };
      case GRU ->
          new RowMatrix[] {
            sums,
            sums.from(0, hidden),
            sums.from(0, 2L * hidden),
            sums.from(0, 3L * hidden),
            layer.before(outputs, firstHidden, t).from(row, unit),
            now
          };
    };
  }
}
