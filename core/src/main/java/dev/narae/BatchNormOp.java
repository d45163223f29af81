package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * y = (x - m) · s · w + b for each channel of x (N, C, …), where m and v are the channel's mean and
 * variance in the batch and s = 1 / √(v + eps). Gradient: {@link BatchNormGradOp}.
 *
 * <p>Inputs x, w (C) and b (C). Outputs: y and, as F64 (C), m, s and v.
 */
record BatchNormOp(double eps) implements FusedTensorOp {
  @Override
  public String name() {
    return "batchNorm";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.BatchNorm(eps);
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    Tensor x = inputs[0];
    ComputeOp.Result statistic = new ComputeOp.Result(Shape.of(x.dim(1)), DType.F64);
    return List.of(new ComputeOp.Result(x.shape(), x.dtype()), statistic, statistic, statistic);
  }

  /** All dimensions but that of the channels. */
  static int[] dims(int rank) {
    return IntStream.range(0, rank).filter(dim -> dim != 1).toArray();
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor x = inputs[0];
    Tensor[] standard = Normalizing.standardize(Halves.widened(x), true, eps, dims(x.rank()));
    Tensor y = Normalizing.perChannel(standard[0], inputs[1], inputs[2]).to(x.dtype());
    return new Tensor[] {y, standard[2].flatten(), standard[1].flatten(), standard[3].flatten()};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return i == 1 || i == 2;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = upstream[0];
    if (g == null || upstream[1] != null || upstream[2] != null || upstream[3] != null) {
      return Composites.vjp(this, node, upstream);
    }
    return Dispatch.runAll(
        new BatchNormGradOp(), g, node.input(0), node.input(1), node.output(1), node.output(2));
  }
}
