package dev.narae;

import dev.narae.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * The lower median of all elements, NaN if one is. Gradient: the elements that equal the median
 * share it.
 */
record MedianOp() implements Op {
  @Override
  public String name() {
    return "median";
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    try (var _ = Grad.noGrad()) {
      return new Tensor[] {Quantiles.median(inputs[0].flatten(), 0).squeeze(0).values()};
    }
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor gradient = ComputeOp.only(upstream);
    Tensor input = node.input(0).detach();
    Tensor median = node.output(0).detach();
    Tensor hits = input.eq(median).logicalOr(input.isNaN().logicalAnd(median.isNaN()));
    Tensor weights = hits.to(gradient.dtype());
    return new Tensor[] {weights.mul(gradient.div(weights.sum()))};
  }
}
