package dev.narae.cpu.attention;

import dev.narae.DType;
import dev.narae.cpu.Scratch;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.FusedOp;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import java.util.List;

/**
 * Attention without a matrix of all scores: a block of queries meets the keys block by block, and
 * keeps the largest score so far, the sum of the exponentials relative to it, and the weighted
 * values (Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018; Dao et al.,
 * "FlashAttention", 2022). Blocks do not depend on threads, so results are always the same.
 */
public final class AttentionForward {
  /** Queries of a block; with {@link #KEYS} keys its scores stay in the second-level cache. */
  static final int QUERIES = 128;

  /** Keys that are looked at together. */
  static final int KEYS = 256;

  private static final Formula SCALE = Formula.withScalar("scale", (x, factor) -> x.mul(factor));
  private static final Formula LARGER = Formula.binary("larger", (x, y) -> x.maximum(y));
  private static final Formula PRODUCT = Formula.binary("mul", (x, y) -> x.mul(y));
  private static final Formula QUOTIENT = Formula.binary("div", (x, y) -> x.div(y));
  private static final Formula SELF = Formula.unary("identity", x -> x);

  private static final Formula EXPONENTIAL =
      Formula.binary("attentionExponential", (score, most) -> score.sub(most).exp());

  /** The sum so far, its factor, and the sum that joins it. */
  private static final Formula JOINED_SUM =
      Formula.of("attentionSum", 3, 0, Expr.arg(0).mul(Expr.arg(1)).add(Expr.arg(2)));

  private static final Formula LOGARITHM =
      Formula.binary("attentionLogarithm", (most, sum) -> most.add(sum.log()));

  private final AttentionRuntime runtime;
  private final FusedOp.Attention op;
  private final Tile query;
  private final Tile key;
  private final Tile value;
  private final Tile out;
  private final Tile logarithms;
  private final DType dtype;

  private AttentionForward(
      AttentionRuntime runtime,
      FusedOp.Attention op,
      List<View> inputs,
      List<View> outputs,
      long index) {
    this.runtime = runtime;
    this.op = op;
    this.query = Tile.of(inputs.get(0), index);
    this.key = Tile.of(inputs.get(1), index);
    this.value = Tile.of(inputs.get(2), index);
    this.out = Tile.of(outputs.get(0), index);
    this.logarithms = Tile.columnOf(outputs.get(1), index);
    this.dtype = inputs.getFirst().dtype();
  }

  /** Computes {@link FusedOp.Attention}. */
  public static void run(
      AttentionRuntime runtime, FusedOp.Attention op, List<View> inputs, List<View> outputs) {
    long queries = inputs.getFirst().shape().dim(inputs.getFirst().shape().rank() - 2);
    long matrices = outputs.get(1).shape().size() / queries;
    int blocks = (int) Math.ceilDiv(queries, QUERIES);
    runtime
        .parallel()
        .run(
            Math.toIntExact(matrices * blocks),
            job -> {
              long first = (long) (job % blocks) * QUERIES;
              new AttentionForward(runtime, op, inputs, outputs, job / blocks)
                  .block(first, Math.min(QUERIES, queries - first));
            });
  }

  /** Working memory of one block of queries. */
  private record Room(Tile query, Tile scores, Tile sum, Tile most, Tile sums, Tile before) {}

  private void block(long first, long rows) {
    int count = (int) rows;
    try (Scratch scratch = runtime.scratch().get()) {
      Room room =
          new Room(
              Tile.in(scratch, dtype, count, (int) query.columns()),
              Tile.in(scratch, dtype, count, (int) Math.min(KEYS, key.rows())),
              Tile.in(scratch, dtype, count, 1),
              Tile.in(scratch, dtype, count, 1),
              Tile.in(scratch, dtype, count, 1),
              Tile.in(scratch, dtype, count, 1));
      Tile result = out.rows(first, rows);
      runtime.map(SCALE, List.of(op.scale()), List.of(query.rows(first, rows)), room.query);
      long seen = op.causal() ? Math.min(key.rows(), first + rows) : key.rows();
      for (long from = 0; from < seen; from += KEYS) {
        meet(room, result, first, from, Math.min(KEYS, seen - from));
      }
      runtime.map(QUOTIENT, List.of(), List.of(result, room.sums), result);
      runtime.map(
          LOGARITHM, List.of(), List.of(room.most, room.sums), logarithms.rows(first, rows));
    }
  }

  /** Lets the queries see some more keys. */
  private void meet(Room room, Tile result, long first, long from, long count) {
    Tile scores = room.scores.dense(room.scores.rows(), count);
    runtime.multiply(room.query, key.rows(from, count).transposed(), scores, false);
    if (op.causal()) {
      Triangle.fill(scores, first, from, Double.NEGATIVE_INFINITY);
    }
    boolean more = from > 0;
    reduce(ReduceKind.MAX, scores, more ? room.sum : room.most);
    if (more) {
      runtime.map(SELF, List.of(), List.of(room.most), room.before);
      runtime.map(LARGER, List.of(), List.of(room.before, room.sum), room.most);
      runtime.map(EXPONENTIAL, List.of(), List.of(room.before, room.most), room.before);
      runtime.map(PRODUCT, List.of(), List.of(result, room.before), result);
    }
    runtime.map(EXPONENTIAL, List.of(), List.of(scores, room.most), scores);
    reduce(ReduceKind.SUM, scores, more ? room.sum : room.sums);
    if (more) {
      runtime.map(JOINED_SUM, List.of(), List.of(room.sums, room.before, room.sum), room.sums);
    }
    runtime.multiply(scores, value.rows(from, count), result, more);
  }

  private void reduce(ReduceKind kind, Tile from, Tile to) {
    runtime
        .kernels()
        .reduce(
            kind,
            SELF.kernel(dtype, dtype),
            SELF.bits(dtype, List.of()),
            List.of(from.view()),
            to.view());
  }
}
