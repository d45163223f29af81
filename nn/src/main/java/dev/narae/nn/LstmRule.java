package dev.narae.nn;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/**
 * i, f, g, o = W x + b + U h + c; c' = σ(f) · c + σ(i) · tanh(g); h' = σ(o) · tanh(c'), or a
 * projection of it (Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget
 * gate of Gers et al., "Learning to forget", 2000).
 */
record LstmRule() implements CellRule {
  /** Inputs i, f, g and c. */
  private static final Formula CELL =
      Formula.of(
          "lstm",
          4,
          0,
          Expr.arg(1)
              .sigmoid()
              .mul(Expr.arg(3))
              .add(Expr.arg(0).sigmoid().mul(Expr.arg(2).tanh())));

  /** Inputs o and c'. */
  private static final Formula HIDDEN =
      Formula.binary("lstm", (o, cell) -> o.sigmoid().mul(cell.tanh()));

  @Override
  public int gates() {
    return 4;
  }

  @Override
  public int states() {
    return 2;
  }

  @Override
  public List<Tensor> next(Tensor projected, List<Tensor> state, CellWeights weights) {
    Tensor sum = projected.add(weights.projectHidden(state.get(0)));
    List<Tensor> gates = sum.chunk(4, -1);
    Tensor cell = gates.get(0).apply(CELL, List.of(gates.get(1), gates.get(2), state.get(1)));
    return List.of(weights.output(gates.get(3).apply(HIDDEN, List.of(cell))), cell);
  }
}
