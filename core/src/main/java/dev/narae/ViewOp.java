package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Layout;

/** An operator that shows the elements of its input in another arrangement, without a copy. */
interface ViewOp extends Op {

  /** The layout of the result, with every check. */
  Layout infer(Tensor input);

  @Override
  default Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor input = inputs[0];
    return new Tensor[] {input.viewAs(infer(input))};
  }
}
