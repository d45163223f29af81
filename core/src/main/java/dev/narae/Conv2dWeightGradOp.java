package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution for its weight: the correlation of x with g. Linear in both inputs,
 * x and g (N, O, OH, OW), so its gradients are convolutions again.
 *
 * @param shape the weight's shape (O, C/groups, KH, KW)
 */
record Conv2dWeightGradOp(Window window, int groups, Shape shape) implements FusedTensorOp {
  @Override
  public String name() {
    return "conv2dWeightGrad";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.Conv2dWeightGrad(window, groups);
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    return List.of(new ComputeOp.Result(shape, inputs[0].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    return new Tensor[] {ConvolutionSums.weightGrad(inputs[0], inputs[1], window, groups, shape)};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return inputs[1 - i].variable() != null;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor u = ComputeOp.only(upstream);
    return new Tensor[] {
      node.needs(0)
          ? Dispatch.run(new Conv2dInputGradOp(window, groups, node.shape(0)), node.input(1), u)
          : null,
      node.needs(1) ? Dispatch.run(new Conv2dOp(window, groups, false), node.input(0), u) : null
    };
  }
}
