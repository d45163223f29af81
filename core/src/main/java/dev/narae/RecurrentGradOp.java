package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of {@link RecurrentOp}, by backpropagation through time (Werbos, "Backpropagation
 * through time: what it does and how to do it", 1990). Inputs: the gradients of the hidden states
 * (T, B, H) and, if there is one, of the last cell state (B, H); all inputs of the forward call;
 * its hidden states; what it kept. Gradients: of the same computation step by step.
 *
 * @param layer the forward call
 * @param input whether x has a gradient
 * @param weights whether weights and biases have
 */
record RecurrentGradOp(RecurrentOp layer, boolean input, boolean weights) implements FusedTensorOp {
  @Override
  public String name() {
    return "recurrenceBackward";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.RecurrentLayerGrad(layer.kind(), layer.biases(), input, weights);
  }

  /** Which inputs of the forward call have gradients. */
  private boolean has(int i) {
    return i == 0 ? input : i < layer.weight() || weights;
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    List<ComputeOp.Result> results = new ArrayList<>();
    for (int i = 0; i < layer.inputs(); i++) {
      if (has(i)) {
        Tensor forward = inputs[layer.kind().states() + i];
        results.add(new ComputeOp.Result(forward.shape(), forward.dtype()));
      }
    }
    return results;
  }

  /** The outputs as gradients for each input of the forward call. */
  @Nullable Tensor[] spread(Tensor... gradients) {
    @Nullable Tensor[] result = new Tensor[layer.inputs()];
    int next = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = has(i) ? gradients[next++] : null;
    }
    return result;
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    boolean recording = Grad.isEnabled();
    int upstream = layer.kind().states();
    try (var _ = Grad.enableGrad()) {
      Tensor[] forward = new Tensor[layer.inputs()];
      List<Tensor> wanted = new ArrayList<>();
      for (int i = 0; i < forward.length; i++) {
        Tensor given = inputs[upstream + i];
        forward[i] =
            recording && given.requiresGrad() ? given.alias() : given.detach().requiresGrad(true);
        if (has(i)) {
          wanted.add(forward[i]);
        }
      }
      Tensor[] outputs = layer.composite(forward);
      Grad.Options options =
          Grad.Options.DEFAULT.withUpstream(Arrays.copyOf(inputs, upstream)).allowingUnused();
      return Grad.of(Arrays.asList(outputs), wanted, recording ? options.creatingGraph() : options)
          .toArray(Tensor[]::new);
    }
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return Composites.vjp(this, node, upstream);
  }
}
