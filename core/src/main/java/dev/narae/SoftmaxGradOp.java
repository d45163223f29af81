package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** y (g - sum g y) along the last dimension, from g and y. Gradients: of that expression. */
record SoftmaxGradOp() implements FusedTensorOp {
  @Override
  public String name() {
    return "softmaxBackward";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.SoftmaxGrad();
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    return List.of(new ComputeOp.Result(inputs[1].shape(), inputs[1].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor g = inputs[0];
    Tensor y = inputs[1];
    return new Tensor[] {y.mul(g.sub(g.mul(y).sum(true, -1)))};
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
