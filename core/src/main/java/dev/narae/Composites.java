package dev.narae;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients of fused operators through their composites. */
final class Composites {
  private Composites() {}

  /** Runs the composite again on the saved inputs, recorded, and differentiates it. */
  static @Nullable Tensor[] vjp(FusedTensorOp op, Node node, @Nullable Tensor[] upstream) {
    boolean recording = Grad.isEnabled();
    Tensor[] inputs = new Tensor[node.inputCount()];
    List<Tensor> wanted = new ArrayList<>();
    try (var _ = Grad.enableGrad()) {
      for (int i = 0; i < inputs.length; i++) {
        Tensor saved = node.input(i);
        inputs[i] = node.needs(i) ? saved.alias() : saved;
        if (node.needs(i)) {
          wanted.add(inputs[i]);
        }
      }
      Tensor[] outputs = op.composite(inputs);
      List<Tensor> seeds = new ArrayList<>();
      List<Tensor> seeded = new ArrayList<>();
      for (int i = 0; i < outputs.length; i++) {
        Tensor seed = upstream[i];
        if (seed != null && outputs[i].requiresGrad()) {
          seeds.add(seed);
          seeded.add(outputs[i]);
        }
      }
      Grad.Options options =
          Grad.Options.DEFAULT.withUpstream(seeds.toArray(Tensor[]::new)).allowingUnused();
      return spread(node, Grad.of(seeded, wanted, recording ? options.creatingGraph() : options));
    }
  }

  private static @Nullable Tensor[] spread(Node node, List<Tensor> gradients) {
    @Nullable Tensor[] result = new Tensor[node.inputCount()];
    int next = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = node.needs(i) ? gradients.get(next++) : null;
    }
    return result;
  }
}
