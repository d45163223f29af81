package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of {@link TapsOp}: each element of g, times its weights, added at its positions.
 * Inputs g, positions and weights. It is linear in g, and its gradient the rule itself.
 *
 * @param shape of the rule's input
 */
record TapsGradOp(int axis, Shape shape) implements FusedTensorOp {
  @Override
  public String name() {
    return "tapsBackward";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.TapsGrad(axis);
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    return List.of(new ComputeOp.Result(shape, inputs[0].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    return new Tensor[] {new Taps(inputs[1], inputs[2]).gradient(inputs[0], axis, shape)};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return i > 0;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor u = ComputeOp.only(upstream);
    return new Tensor[] {
      Dispatch.run(new TapsOp(axis), u, node.input(1), node.input(2)), null, null
    };
  }
}
