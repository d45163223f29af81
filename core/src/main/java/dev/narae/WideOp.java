package dev.narae;

import dev.narae.spi.Backend;
import java.util.List;

/**
 * A computing operator whose backend method has no half precision, or would round to it at every
 * step: it is computed in F32.
 */
interface WideOp extends ComputeOp {
  @Override
  default Tensor[] forward(Backend backend, Tensor... inputs) {
    return Halves.any(inputs)
        ? Halves.forward(this, backend, List.of(infer(inputs)), inputs)
        : ComputeOp.super.forward(backend, inputs);
  }
}
