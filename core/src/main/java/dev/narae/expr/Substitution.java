package dev.narae.expr;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Replaces leaves of a tree by other trees. */
final class Substitution {
  private final Map<Expr, Expr> leaves;
  private final Map<Expr, Expr> done = new HashMap<>();

  Substitution(Map<Expr, Expr> leaves) {
    this.leaves = leaves;
  }

  /** The substitution that applies a formula to operands. */
  static Substitution of(Formula formula, Expr first, List<Expr> others, Number... scalars) {
    Map<Expr, Expr> leaves = new HashMap<>();
    for (int i = 0; i < formula.inputs(); i++) {
      leaves.put(Expr.arg(i), i == 0 ? first : others.get(i - 1));
    }
    for (int i = 0; i < formula.scalars(); i++) {
      leaves.put(Expr.scalar(i), Expr.constant(scalars[i].doubleValue()));
    }
    return new Substitution(leaves);
  }

  Expr apply(Expr expr) {
    if (!(expr instanceof Expr.Apply node)) {
      return leaves.getOrDefault(expr, expr);
    }
    Expr known = done.get(node);
    if (known == null) {
      known = Expr.apply(node.op(), node.args().stream().map(this::apply).toArray(Expr[]::new));
      done.put(node, known);
    }
    return known;
  }
}
