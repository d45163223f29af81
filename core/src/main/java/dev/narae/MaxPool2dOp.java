package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The maximum of each window, and its position h·W + w in the input as I64: the first at ties; a
 * NaN wins. Gradient: each window's gradient at its position. Input (N, C, H, W).
 */
record MaxPool2dOp(int kernelH, int kernelW, Window window) implements FusedTensorOp {
  @Override
  public String name() {
    return "maxPool2d";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.MaxPool2d(kernelH, kernelW, window);
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    Shape x = inputs[0].shape();
    long outH = window.outH(x.dim(2), kernelH);
    long outW = window.outW(x.dim(3), kernelW);
    Shape out = Shape.of(x.dim(0), x.dim(1), outH, outW);
    return List.of(
        new ComputeOp.Result(out, inputs[0].dtype()), new ComputeOp.Result(out, DType.I64));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    return PoolingComposite.max(this, inputs[0]);
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return i == 1;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    Tensor positions = node.output(1);
    return new Tensor[] {Dispatch.run(new MaxPool2dGradOp(node.shape(0)), g, positions)};
  }
}
