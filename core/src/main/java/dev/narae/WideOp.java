package dev.narae;

import dev.narae.spi.Backend;
import java.util.List;

/**
 * A computing operator whose backend method has no half precision, or would round to it at every
 * step: it is computed in F32.
 */
interface WideOp extends ComputeOp {
  /** Whether the backend computes this operator on halves by itself, rounding once. */
  default boolean takesHalves(Backend backend) {
    return false;
  }

  @Override
  default Tensor[] forward(Backend backend, Tensor... inputs) {
    return Halves.any(inputs) && !takesHalves(backend)
        ? Halves.forward(this, backend, List.of(infer(inputs)), inputs)
        : ComputeOp.super.forward(backend, inputs);
  }
}
