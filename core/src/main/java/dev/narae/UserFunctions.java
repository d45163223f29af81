package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Functions that users write over elements. A lambda makes its tree anew in every call; equal trees
 * lead to one formula, so that its gradients are derived once.
 */
final class UserFunctions {
  private static final ConcurrentHashMap<Key, Formula> TABLE = new ConcurrentHashMap<>();

  /** Programs that make trees without end must not fill the memory with formulas. */
  private static final int TABLE_LIMIT = 1_000;

  private record Key(Expr body, int inputs, int scalars) {}

  private UserFunctions() {}

  /** Runs a function of the elements of tensors and of runtime scalars, in this order. */
  static Tensor run(
      java.util.function.Function<List<Expr>, Expr> function,
      List<Tensor> inputs,
      Number... scalars) {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("map: there are no tensors; give at least one");
    }
    List<Expr> leaves = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      leaves.add(Expr.arg(i));
    }
    List<Number> values = new ArrayList<>();
    for (int i = 0; i < scalars.length; i++) {
      leaves.add(Expr.scalar(i));
      values.add(canonical(scalars[i]));
    }
    Formula formula = formula(function.apply(leaves), inputs.size(), scalars.length);
    return Dispatch.run(new MapOp(formula, values, null), inputs.toArray(Tensor[]::new));
  }

  private static Formula formula(Expr body, int inputs, int scalars) {
    if (TABLE.size() > TABLE_LIMIT) {
      TABLE.clear();
    }
    Key key = new Key(body, inputs, scalars);
    return TABLE.computeIfAbsent(key, k -> Formula.of("map", inputs, scalars, k.body));
  }

  /** Whole numbers keep integer dtypes, others make them floating: long or double, as operators. */
  private static Number canonical(Number scalar) {
    return switch (scalar) {
      case Double d -> d;
      case Float f -> f.doubleValue();
      case Long l -> l;
      case Integer i -> i.longValue();
      case Short s -> s.longValue();
      case Byte b -> b.longValue();
      default ->
          throw new IllegalArgumentException(
              "map: a scalar is a %s; use a double or a long"
                  .formatted(scalar.getClass().getSimpleName()));
    };
  }
}
