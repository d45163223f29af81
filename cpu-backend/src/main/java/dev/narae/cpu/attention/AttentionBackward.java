package dev.narae.cpu.attention;

import dev.narae.DType;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Scratch;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.FusedOp;
import dev.narae.spi.View;
import java.util.List;

/**
 * The gradients of attention: for each block of keys and each of queries the weights are computed
 * again, out of the logarithms that the forward pass left (Dao et al., "FlashAttention", 2022,
 * algorithm 4). The blocks of one matrix follow each other on one thread, so that sums have one
 * order.
 */
public final class AttentionBackward {

  private static final Formula WEIGHTS =
      Formula.of("attentionWeights", 2, 1, Expr.arg(0).mul(Expr.scalar(0)).sub(Expr.arg(1)).exp());

  /** The gradients of scores, from those of weights, what they are lowered by, and the weights. */
  private static final Formula OF_SCORES =
      Formula.of(
          "attentionScoresBackward",
          3,
          1,
          Expr.arg(2).mul(Expr.arg(0).sub(Expr.arg(1))).mul(Expr.scalar(0)));

  private static final int QUERIES = AttentionForward.QUERIES;
  private static final int KEYS = AttentionForward.KEYS;

  private final AttentionRuntime runtime;
  private final FusedOp.AttentionGrad op;
  private final Tile gradient;
  private final Tile query;
  private final Tile key;
  private final Tile value;
  private final Tile logarithms;
  private final Tile lowered;
  private final Tile ofQuery;
  private final Tile ofKey;
  private final Tile ofValue;

  private AttentionBackward(
      AttentionRuntime runtime,
      FusedOp.AttentionGrad op,
      List<View> inputs,
      List<View> outputs,
      long index) {
    this.runtime = runtime;
    this.op = op;
    this.gradient = Tile.of(inputs.get(0), index);
    this.query = Tile.of(inputs.get(1), index);
    this.key = Tile.of(inputs.get(2), index);
    this.value = Tile.of(inputs.get(3), index);
    this.logarithms = Tile.columnOf(inputs.get(4), index);
    this.lowered = Tile.columnOf(inputs.get(5), index);
    this.ofQuery = Tile.of(outputs.get(0), index);
    this.ofKey = Tile.of(outputs.get(1), index);
    this.ofValue = Tile.of(outputs.get(2), index);
  }

  /** Computes {@link FusedOp.AttentionGrad}. */
  public static void run(
      AttentionRuntime runtime, FusedOp.AttentionGrad op, List<View> inputs, List<View> outputs) {
    View logarithms = inputs.get(4);
    long queries = logarithms.shape().dim(logarithms.shape().rank() - 1);
    int matrices = Math.toIntExact(logarithms.shape().size() / queries);
    runtime
        .parallel()
        .run(
            matrices, index -> new AttentionBackward(runtime, op, inputs, outputs, index).matrix());
  }

  private void matrix() {
    DType dtype = query.view().dtype();
    try (Scratch scratch = runtime.scratch().get()) {
      Tile weights = Tile.in(scratch, dtype, QUERIES, KEYS);
      Tile ofScores = Tile.in(scratch, dtype, QUERIES, KEYS);
      for (long from = 0; from < key.rows(); from += KEYS) {
        long keys = Math.min(KEYS, key.rows() - from);
        // With causal attention the first queries see nothing of these keys.
        long first = op.causal() ? from / QUERIES * QUERIES : 0;
        if (first >= query.rows()) {
          clear(ofKey.rows(from, keys));
          clear(ofValue.rows(from, keys));
        }
        for (long at = first; at < query.rows(); at += QUERIES) {
          long queries = Math.min(QUERIES, query.rows() - at);
          blocks(weights.dense(queries, keys), ofScores.dense(queries, keys), at, from, at > first);
        }
      }
    }
  }

  /** One block of queries and one of keys. */
  private void blocks(Tile weights, Tile ofScores, long at, long from, boolean more) {
    long queries = weights.rows();
    long keys = weights.columns();
    Tile q = query.rows(at, queries);
    Tile g = gradient.rows(at, queries);
    Tile k = key.rows(from, keys);
    runtime.multiply(q, k.transposed(), weights, false);
    runtime.map(
        WEIGHTS, List.of(op.scale()), List.of(weights, logarithms.rows(at, queries)), weights);
    if (op.causal()) {
      Triangle.fill(weights, at, from, 0);
    }
    runtime.multiply(weights.transposed(), g, ofValue.rows(from, keys), more);
    runtime.multiply(g, value.rows(from, keys).transposed(), ofScores, false);
    runtime.map(
        OF_SCORES,
        List.of(op.scale()),
        List.of(ofScores, lowered.rows(at, queries), weights),
        ofScores);
    runtime.multiply(ofScores, k, ofQuery.rows(at, queries), from > 0);
    runtime.multiply(ofScores.transposed(), q, ofKey.rows(from, keys), more);
  }

  /** Gradients of what nobody sees; the outputs are dense. */
  private static void clear(Tile tile) {
    int bytes = tile.view().dtype().bytes();
    CpuBuffer.of(tile.view())
        .asSlice(tile.at(0, 0) * bytes, tile.rows() * tile.columns() * bytes)
        .fill((byte) 0);
  }
}
