package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Zeros with each gradient added at its position: the gradient of {@link MaxPool2dOp}. Inputs g and
 * positions (N, C, OH, OW). Gradient: the elements at the positions.
 *
 * @param shape the pooling's input shape (N, C, H, W)
 */
record MaxPool2dGradOp(Shape shape) implements FusedTensorOp {
  @Override
  public String name() {
    return "maxPool2dBackward";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.MaxPool2dGrad();
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    return List.of(new ComputeOp.Result(shape, inputs[0].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor g = inputs[0];
    Tensor zeros = Tensor.zeros(shape, g.dtype(), g.device()).flatten(2, 3);
    Tensor sum = zeros.scatterAdd(2, inputs[1].flatten(2, 3), g.flatten(2, 3));
    return new Tensor[] {sum.reshape(shape)};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return i == 1;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor positions = node.input(1);
    Tensor picked = ComputeOp.only(upstream).flatten(2, 3).gather(2, positions.flatten(2, 3));
    return new Tensor[] {picked.reshape(positions.shape()), null};
  }
}
