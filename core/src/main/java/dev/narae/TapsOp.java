package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule of {@link Taps} along a dimension. Inputs x, positions and weights, which are constants.
 * Gradient: {@link TapsGradOp}.
 */
record TapsOp(int axis) implements FusedTensorOp {
  @Override
  public String name() {
    return "taps";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.Taps(axis);
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    Shape out = inputs[0].shape().with(axis, inputs[1].dim(0));
    return List.of(new ComputeOp.Result(out, inputs[0].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    return new Tensor[] {new Taps(inputs[1], inputs[2]).composite(inputs[0], axis)};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return i > 0;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    TapsGradOp backward = new TapsGradOp(axis, node.shape(0));
    Tensor g = ComputeOp.only(upstream);
    return new Tensor[] {Dispatch.run(backward, g, node.input(1), node.input(2)), null, null};
  }
}
