package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of {@link AttentionOp} for its three inputs, from g, q, k, v, l and d. Gradients:
 * of these expressions.
 */
record AttentionGradOp(AttentionOp attention) implements FusedTensorOp {
  @Override
  public String name() {
    return "scaledDotProductAttentionBackward";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.AttentionGrad(attention.scale(), attention.causal());
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    return List.of(like(inputs[1]), like(inputs[2]), like(inputs[3]));
  }

  private static ComputeOp.Result like(Tensor tensor) {
    return new ComputeOp.Result(tensor.shape(), tensor.dtype());
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor g = Halves.widened(inputs[0]);
    Tensor query = Halves.widened(inputs[1]);
    Tensor key = Halves.widened(inputs[2]);
    Tensor weights = attention.scores(query, key).sub(inputs[4].unsqueeze(-1)).exp();
    Tensor lowered =
        g.matmul(Halves.widened(inputs[3]).transpose(-2, -1)).sub(inputs[5].unsqueeze(-1));
    Tensor ofScores = weights.mul(lowered).mul(attention.scale());
    return new Tensor[] {
      ofScores.matmul(key).to(inputs[1].dtype()),
      ofScores.transpose(-2, -1).matmul(query).to(inputs[2].dtype()),
      weights.transpose(-2, -1).matmul(g).to(inputs[3].dtype())
    };
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
