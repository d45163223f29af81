package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of {@link AvgPool2dOp} for g (N, C, OH, OW). It is linear, and its gradient the
 * pooling itself.
 *
 * @param shape the pooling's input shape (N, C, H, W)
 */
record AvgPool2dGradOp(FusedOp.AvgPool2d pool, Shape shape) implements FusedTensorOp {
  @Override
  public String name() {
    return "avgPool2dBackward";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.AvgPool2dGrad(pool);
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    return List.of(new ComputeOp.Result(shape, inputs[0].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor g = inputs[0];
    WindowMeans means = WindowMeans.of(pool, shape, g.dim(2), g.dim(3));
    return new Tensor[] {means.spread(means.divide(g))};
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Shape g = node.shape(0);
    AvgPool2dOp forward = new AvgPool2dOp(pool, g.dim(2), g.dim(3));
    return new Tensor[] {Dispatch.run(forward, ComputeOp.only(upstream))};
  }
}
