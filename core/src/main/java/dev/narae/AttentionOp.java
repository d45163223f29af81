package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * softmax(scale · q kᵀ) v, and the logarithm l of the sum of each query's exponentials; causal: a
 * query sees no key after its own place. Gradients, with the weights p = exp(scale · q kᵀ - l) and
 * s = p (g vᵀ - d): dq = scale · s k, dk = scale · sᵀ q, dv = pᵀ g, where d is the sum of g times
 * the result, less the gradient of l (Dao et al., "FlashAttention", 2022, appendix B.2).
 *
 * <p>Inputs q (…, L, E), k (…, S, E), v (…, S, V) of one floating dtype and the same leading
 * extents, nothing being empty; l and d of halves are F32.
 */
record AttentionOp(double scale, boolean causal) implements FusedTensorOp {
  private static final Expr NEVER = Expr.constant(Double.NEGATIVE_INFINITY);

  private static final Formula SEEN =
      Formula.binary("attentionMask", (score, seen) -> seen.asMask().where(score, NEVER));

  @Override
  public String name() {
    return "scaledDotProductAttention";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.Attention(scale, causal);
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    Shape query = inputs[0].shape();
    Shape out = query.with(query.rank() - 1, inputs[2].dim(-1));
    DType dtype = inputs[0].dtype();
    return List.of(
        new ComputeOp.Result(out, dtype),
        new ComputeOp.Result(query.without(query.rank() - 1), dtype.isHalf() ? DType.F32 : dtype));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor scores = scores(inputs[0], inputs[1]);
    Tensor most = scores.detach().amax(true, -1);
    Tensor sums = scores.sub(most).exp().sum(true, -1).log().add(most);
    return new Tensor[] {scores.sub(sums).exp().matmul(inputs[2]), sums.squeeze(-1)};
  }

  /** What the softmax is taken of. */
  Tensor scores(Tensor query, Tensor key) {
    Tensor scores = query.mul(scale).matmul(key.transpose(-2, -1));
    if (!causal) {
      return scores;
    }
    Tensor queries = Tensor.arange(scores.dim(-2), DType.I64, scores.device());
    Tensor keys = Tensor.arange(scores.dim(-1), DType.I64, scores.device());
    return scores.apply(SEEN, List.of(queries.unsqueeze(1).ge(keys)));
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor out = node.output(0);
    Tensor given = upstream[0];
    Tensor g = given == null ? Tensor.zeros(out.shape(), out.dtype(), out.device()) : given;
    Tensor sums = Halves.widened(g).mul(Halves.widened(out)).sum(-1);
    Tensor ofLogarithms = upstream[1];
    Tensor lowered = ofLogarithms == null ? sums : sums.sub(ofLogarithms);
    return Dispatch.runAll(
        new AttentionGradOp(this),
        g,
        node.input(0),
        node.input(1),
        node.input(2),
        node.output(1),
        lowered);
  }
}
