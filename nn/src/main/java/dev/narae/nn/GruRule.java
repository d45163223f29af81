package dev.narae.nn;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/**
 * r, z, n = W x + b; s, y, m = U h + c; n' = tanh(n + σ(r + s) · m); h' = n' + σ(z + y) · (h - n')
 * (Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014, with the reset
 * gate after the product, as in version 1 of its preprint).
 */
record GruRule() implements CellRule {
  /** Inputs r + s, z + y, n, m and h. */
  private static final Formula HIDDEN = Formula.of("gru", 5, 0, hidden());

  private static Expr hidden() {
    Expr fresh = Expr.arg(2).add(Expr.arg(0).sigmoid().mul(Expr.arg(3))).tanh();
    return fresh.add(Expr.arg(1).sigmoid().mul(Expr.arg(4).sub(fresh)));
  }

  @Override
  public int gates() {
    return 3;
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public List<Tensor> next(Tensor projected, List<Tensor> state, CellWeights weights) {
    Tensor h = state.getFirst();
    long size = h.dim(-1);
    long[] sizes = {2 * size, size};
    List<Tensor> input = projected.split(sizes, -1);
    List<Tensor> recurrent = weights.projectHidden(h).split(sizes, -1);
    List<Tensor> gates = input.getFirst().add(recurrent.getFirst()).chunk(2, -1);
    return List.of(
        gates.get(0).apply(HIDDEN, List.of(gates.get(1), input.getLast(), recurrent.getLast(), h)));
  }
}
