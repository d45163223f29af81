package dev.narae;

import dev.narae.spi.Backend;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Half precision where a backend has no arithmetic of its own for it: inputs become F32, the
 * computation runs there, and its result is rounded once.
 */
final class Halves {
  private Halves() {}

  /** Whether some tensor is of half precision. */
  static boolean any(Tensor... tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.dtype().isHalf()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Runs an operator, without recording, on its inputs as F32.
   *
   * @param results what it returns for the inputs as they are
   */
  static Tensor[] forward(
      Op op, Backend backend, List<ComputeOp.Result> results, Tensor... inputs) {
    Tensor[] outputs = new Tensor[results.size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = Tensor.allocate(backend, results.get(i).shape(), results.get(i).dtype());
    }
    try (Scope _ = Scope.open(op.name());
        var _ = Grad.noGrad()) {
      Tensor[] wide = new Tensor[inputs.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = widened(inputs[i]);
      }
      Tensor[] computed = op.forward(backend, wide);
      for (int i = 0; i < outputs.length; i++) {
        outputs[i].copyFrom(computed[i]);
      }
    }
    return outputs;
  }

  /** A computation in several steps, of which only the result is rounded; recorded. */
  static Tensor apply(Tensor input, UnaryOperator<Tensor> computation) {
    return computation.apply(widened(input)).to(input.dtype());
  }

  /** The tensor, in F32 if it is of half precision; recorded. */
  static Tensor widened(Tensor tensor) {
    return tensor.dtype().isHalf() ? tensor.to(DType.F32) : tensor;
  }
}
