package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution for its input: each element of g spread over its window by the
 * weights. Linear in both inputs, g (N, O, OH, OW) and w, so its gradients are convolutions again.
 *
 * @param shape the convolution's input shape
 */
record Conv2dInputGradOp(Window window, int groups, Shape shape) implements FusedTensorOp {
  @Override
  public String name() {
    return "conv2dInputGrad";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.Conv2dInputGrad(window, groups);
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    return List.of(new ComputeOp.Result(shape, inputs[0].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    return new Tensor[] {ConvolutionSums.inputGrad(inputs[0], inputs[1], window, groups, shape)};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return inputs[1 - i].variable() != null;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor u = ComputeOp.only(upstream);
    return new Tensor[] {
      node.needs(0) ? Dispatch.run(new Conv2dOp(window, groups, false), u, node.input(1)) : null,
      node.needs(1)
          ? Dispatch.run(new Conv2dWeightGradOp(window, groups, node.shape(1)), u, node.input(0))
          : null
    };
  }
}
