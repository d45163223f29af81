package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.FusedOp;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A recurrence over whole sequences: one operator where the backend has kernels for it, else step
 * by step.
 */
final class RecurrentScan {
  private static final String NAME = "recurrence";

  private RecurrentScan() {}

  static List<Tensor> run(Recurrence kind, Tensor x, List<Tensor> state, RecurrentWeights weights) {
    check(kind, x, state, weights);
    Tensor[] inputs = inputs(x, state, weights);
    boolean training = Grad.isEnabled() && Dispatch.anyTracked(inputs);
    boolean biases = weights.inputBias() != null;
    OptionalLong kept = kept(new FusedOp.RecurrentLayer(kind, biases, training), inputs);
    if (kept.isEmpty()) {
      return steps(kind, x, state, weights);
    }
    RecurrentOp op = new RecurrentOp(kind, biases, training, kept.getAsLong());
    Tensor[] outputs = Dispatch.runAll(op, inputs);
    List<Tensor> results = new ArrayList<>();
    results.add(outputs[0]);
    results.add(outputs[0].select(0, x.dim(0) - 1));
    if (kind.states() == 2) {
      results.add(outputs[1]);
    }
    return results;
  }

  /** The bytes that the backend wants to keep for the gradient; empty if it has no kernels. */
  private static OptionalLong kept(FusedOp.RecurrentLayer op, Tensor... inputs) {
    DType dtype = inputs[0].dtype();
    boolean plain = (dtype == DType.F32 || dtype == DType.F64) && !Casting.isOn();
    View[] views = new View[inputs.length];
    Backend backend = Dispatch.backend(NAME, inputs);
    for (int i = 0; i < inputs.length && plain; i++) {
      plain = inputs[i].dtype() == dtype && inputs[i].size() > 0;
      views[i] = inputs[i].view();
    }
    return plain ? backend.recurrentBytes(op, List.of(views)) : OptionalLong.empty();
  }

  private static Tensor[] inputs(Tensor x, List<Tensor> state, RecurrentWeights weights) {
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(x);
    inputs.addAll(state);
    inputs.add(weights.input());
    inputs.add(weights.hidden());
    Tensor inputBias = weights.inputBias();
    Tensor hiddenBias = weights.hiddenBias();
    if (inputBias != null && hiddenBias != null) {
      inputs.add(inputBias);
      inputs.add(hiddenBias);
    }
    return inputs.toArray(Tensor[]::new);
  }

  /** All steps in tensor code: the hidden states, then the state after the last. */
  static List<Tensor> steps(
      Recurrence kind, Tensor x, List<Tensor> first, RecurrentWeights weights) {
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> state = first;
    for (Tensor input : weights.projectInput(x).unbind(0)) {
      state = kind.step(input, weights.projectHidden(state.getFirst()), state);
      outputs.add(state.getFirst());
    }
    List<Tensor> results = new ArrayList<>();
    results.add(Tensor.stack(0, outputs.toArray(Tensor[]::new)));
    results.addAll(state);
    return results;
  }

  private static void check(
      Recurrence kind, Tensor x, List<Tensor> state, RecurrentWeights weights) {
    if (x.rank() != 3 || x.dim(0) == 0) {
      throw new ShapeException(
          "%s: the input has shape %s; it must be (steps, batch, inputs), with at least one step"
              .formatted(NAME, x.shape()));
    }
    if (state.size() != kind.states()) {
      throw new IllegalArgumentException(
          "%s: the state of %s has %d tensors; %d are given"
              .formatted(NAME, kind, kind.states(), state.size()));
    }
    long hidden = state.getFirst().dim(-1);
    for (Tensor part : state) {
      require("a state", part, Shape.of(x.dim(1), hidden));
    }
    long rows = kind.gates() * hidden;
    require("the input's weight", weights.input(), Shape.of(rows, x.dim(2)));
    require("the hidden state's weight", weights.hidden(), Shape.of(rows, hidden));
    Tensor inputBias = weights.inputBias();
    Tensor hiddenBias = weights.hiddenBias();
    if (inputBias != null && hiddenBias != null) {
      require("the input's bias", inputBias, Shape.of(rows));
      require("the hidden state's bias", hiddenBias, Shape.of(rows));
    }
  }

  private static void require(String what, Tensor tensor, Shape shape) {
    if (!tensor.shape().equals(shape)) {
      throw new ShapeException(
          "%s: %s has shape %s; with this input and state it must be %s"
              .formatted(NAME, what, tensor.shape(), shape));
    }
  }
}
