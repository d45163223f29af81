package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of {@link BatchNormOp} for x, w and b, with y' = (x - m) · s and sums over all but
 * the channels: s · w · (g - (sum(g) + y' · sum(g · y')) / n), sum(g · y') and sum(g). Where few
 * elements meet, nearly all of g cancels out: m and s are F64, and so is what is computed with
 * them.
 *
 * <p>Inputs g, x (N, C, …), w (C), m and s (C). Gradients: of that expression.
 */
record BatchNormGradOp() implements FusedTensorOp {
  @Override
  public String name() {
    return "batchNormBackward";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.BatchNormGrad();
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    Tensor x = inputs[1];
    Tensor weight = inputs[2];
    ComputeOp.Result parameter = new ComputeOp.Result(weight.shape(), weight.dtype());
    return List.of(new ComputeOp.Result(x.shape(), x.dtype()), parameter, parameter);
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor g = inputs[0].to(DType.F64);
    Tensor x = inputs[1];
    Tensor weight = inputs[2];
    Tensor scale = column(inputs[4], x);
    Tensor normal = x.to(DType.F64).sub(column(inputs[3], x)).mul(scale);
    int[] dims = BatchNormOp.dims(x.rank());
    Tensor total = g.sum(true, dims);
    Tensor along = g.mul(normal).sum(true, dims);
    double count = (double) x.shape().size() / x.dim(1);
    Tensor rest = g.sub(normal.mul(along).add(total).div(count));
    Tensor factor = scale.mul(column(weight.to(DType.F64), x));
    return new Tensor[] {
      rest.mul(factor).to(x.dtype()),
      along.flatten().to(weight.dtype()),
      total.flatten().to(weight.dtype())
    };
  }

  private static Tensor column(Tensor vector, Tensor x) {
    return Normalizing.spread(vector, x.rank());
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
