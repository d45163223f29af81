package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All steps of a {@link Recurrence}. Inputs: x (T, B, I), the state before, tensors (B, H), W, U
 * and, if there are, b and c. Outputs: the hidden states (T, B, H); if there is one, the last cell
 * state (B, H); in training, bytes that the backend keeps for the gradient, {@link
 * RecurrentGradOp}.
 *
 * @param kind the recurrence
 * @param biases whether there are b and c
 * @param training whether a gradient will be asked for
 * @param kept how many bytes are kept for it
 */
record RecurrentOp(Recurrence kind, boolean biases, boolean training, long kept)
    implements FusedTensorOp {
  @Override
  public String name() {
    return "recurrence";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.RecurrentLayer(kind, biases, training);
  }

  /** How many inputs there are. */
  int inputs() {
    return weight() + (biases ? 4 : 2);
  }

  /** Which input W is. */
  int weight() {
    return 1 + kind.states();
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    Tensor x = inputs[0];
    Shape state = inputs[1].shape();
    List<ComputeOp.Result> results = new ArrayList<>();
    results.add(new ComputeOp.Result(state.insert(0, x.dim(0)), x.dtype()));
    if (kind.states() == 2) {
      results.add(new ComputeOp.Result(state, x.dtype()));
    }
    if (training) {
      results.add(new ComputeOp.Result(Shape.of(kept), DType.I8));
    }
    return results;
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    List<Tensor> state = Arrays.asList(inputs).subList(1, weight());
    RecurrentWeights weights =
        new RecurrentWeights(
            inputs[weight()],
            inputs[weight() + 1],
            biases ? inputs[weight() + 2] : null,
            biases ? inputs[weight() + 3] : null);
    List<Tensor> results = RecurrentScan.steps(kind, inputs[0], state, weights);
    return kind.states() == 2
        ? new Tensor[] {results.get(0), results.get(2)}
        : new Tensor[] {results.get(0)};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return i == 0 || i == kind.states();
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    List<Tensor> given = new ArrayList<>();
    for (int i = 0; i < kind.states(); i++) {
      Tensor g = upstream[i];
      Tensor x = node.input(0);
      Shape shape = i == 0 ? node.output(0).shape() : node.shape(1);
      given.add(g == null ? Tensor.zeros(shape, x.dtype(), x.device()) : g);
    }
    for (int i = 0; i < node.inputCount(); i++) {
      given.add(node.input(i));
    }
    given.add(node.output(0));
    given.add(node.output(kind.states()));
    boolean weights = false;
    for (int i = weight(); i < node.inputCount(); i++) {
      weights |= node.needs(i);
    }
    RecurrentGradOp op = new RecurrentGradOp(this, node.needs(0), weights);
    return op.spread(Dispatch.runAll(op, given.toArray(Tensor[]::new)));
  }
}
