package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mean of what each window meets of x (N, C, H, W); see {@link FusedOp.AvgPool2d}. Gradient:
 * each window's gradient, divided as its sum was, at all elements that it meets.
 *
 * @param outH the output's height
 * @param outW the output's width
 */
record AvgPool2dOp(FusedOp.AvgPool2d pool, long outH, long outW) implements FusedTensorOp {
  @Override
  public String name() {
    return "avgPool2d";
  }

  @Override
  public FusedOp fused() {
    return pool;
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    Shape x = inputs[0].shape();
    Shape out = Shape.of(x.dim(0), x.dim(1), outH, outW);
    return List.of(new ComputeOp.Result(out, inputs[0].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor x = inputs[0];
    WindowMeans means = WindowMeans.of(pool, x.shape(), outH, outW);
    return new Tensor[] {means.divide(means.sums(x))};
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    AvgPool2dGradOp backward = new AvgPool2dGradOp(pool, node.shape(0));
    return new Tensor[] {Dispatch.run(backward, ComputeOp.only(upstream))};
  }
}
