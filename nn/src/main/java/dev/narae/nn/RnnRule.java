package dev.narae.nn;

import dev.narae.Tensor;
import dev.narae.expr.Formula;
import java.util.List;

/**
 * h' = f(W x + b + U h + c) (Elman, "Finding structure in time", 1990).
 *
 * @param nonlinearity f
 */
record RnnRule(Nonlinearity nonlinearity) implements CellRule {
  private static final Formula TANH = Formula.binary("rnn", (x, h) -> x.add(h).tanh());
  private static final Formula RELU = Formula.binary("rnn", (x, h) -> x.add(h).relu());

  @Override
  public int gates() {
    return 1;
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public List<Tensor> next(Tensor projected, List<Tensor> state, CellWeights weights) {
    Tensor hidden = weights.projectHidden(state.getFirst());
    return List.of(projected.apply(formula(), List.of(hidden)));
  }

  private Formula formula() {
    return switch (nonlinearity) {
      case TANH -> TANH;
      case RELU -> RELU;
    };
  }
}
