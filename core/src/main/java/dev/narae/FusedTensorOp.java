package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.FusedOp;
import dev.narae.spi.View;
import java.util.List;

/**
 * An operator for which a backend may have a kernel of its own, and which otherwise runs as a
 * composite of smaller operators.
 */
interface FusedTensorOp extends Op {
  /** What the backend is asked for. */
  FusedOp fused();

  /** The outputs' shapes and dtypes, with every check. */
  List<ComputeOp.Result> infer(Tensor... inputs);

  /** The same computation in tensor code. */
  Tensor[] composite(Tensor... inputs);

  @Override
  default Tensor[] forward(Backend backend, Tensor... inputs) {
    List<ComputeOp.Result> results = infer(inputs);
    if (Halves.any(inputs) && !backend.fusesHalves(fused())) {
      return Halves.forward(this, backend, results, inputs);
    }
    Tensor[] outputs = new Tensor[results.size()];
    View[] outViews = new View[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = Tensor.allocate(backend, results.get(i).shape(), results.get(i).dtype());
      outViews[i] = outputs[i].view();
    }
    View[] views = new View[inputs.length];
    for (int i = 0; i < views.length; i++) {
      views[i] = inputs[i].view();
    }
    if (!backend.tryFused(fused(), List.of(views), List.of(outViews))) {
      runComposite(inputs, outputs);
    }
    return outputs;
  }

  private void runComposite(Tensor[] inputs, Tensor[] outputs) {
    try (Scope _ = Scope.open(name());
        var _ = Grad.noGrad()) {
      Tensor[] wide = new Tensor[inputs.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = Halves.widened(inputs[i]);
      }
      Tensor[] results = composite(wide);
      for (int i = 0; i < outputs.length; i++) {
        outputs[i].copyFrom(results[i]);
      }
    }
  }
}
