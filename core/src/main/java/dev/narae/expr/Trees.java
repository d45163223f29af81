package dev.narae.expr;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Questions about trees, and small rewrites of them. */
public final class Trees {
  private Trees() {}

  /** All distinct nodes, operands before the operators that use them. */
  public static List<Expr> topological(Expr root) {
    Set<Expr> order = new LinkedHashSet<>();
    visit(root, order);
    return List.copyOf(order);
  }

  private static void visit(Expr expr, Set<Expr> order) {
    if (!order.contains(expr)) {
      if (expr instanceof Expr.Apply apply) {
        apply.args().forEach(arg -> visit(arg, order));
      }
      order.add(expr);
    }
  }

  /** The indices of the inputs that the tree reads, ascending. */
  public static SortedSet<Integer> args(Expr root) {
    SortedSet<Integer> args = new TreeSet<>();
    for (Expr expr : topological(root)) {
      if (expr instanceof Expr.Arg arg) {
        args.add(arg.index());
      }
    }
    return Collections.unmodifiableSortedSet(args);
  }

  /** The runtime scalars that the tree uses as random keys. */
  static Set<Integer> keys(Expr root) {
    Set<Integer> keys = new HashSet<>();
    for (Expr expr : topological(root)) {
      if (expr instanceof Expr.Uniform uniform) {
        keys.add(uniform.key());
      }
    }
    return Set.copyOf(keys);
  }

  /** Whether the tree has a meaning in floating dtypes only. */
  static boolean isFloating(Expr root) {
    return topological(root).stream()
        .anyMatch(
            expr ->
                switch (expr) {
                  case Expr.Apply apply -> apply.op().isFloating();
                  case Expr.Const constant -> !isWhole(constant.value());
                  case Expr.Uniform _ -> true;
                  default -> false;
                });
  }

  /** Whether the tree has a meaning for integers and truth values only. */
  static boolean isIntegral(Expr root) {
    return topological(root).stream()
        .anyMatch(expr -> expr instanceof Expr.Apply apply && apply.op().isIntegral());
  }

  private static boolean isWhole(double value) {
    return Double.isFinite(value) && value == Math.rint(value);
  }

  /** Checks that a tree reads no input or scalar beyond those declared. */
  static void checkLeaves(String name, Expr root, int inputs, int scalars) {
    for (Expr expr : topological(root)) {
      boolean known =
          switch (expr) {
            case Expr.Arg arg -> arg.index() < inputs;
            case Expr.Scalar scalar -> scalar.index() < scalars;
            case Expr.Uniform uniform -> uniform.key() < scalars;
            default -> true;
          };
      if (!known) {
        throw new IllegalArgumentException(
            "%s: the expression reads %s, but has %d inputs and %d scalars"
                .formatted(name, expr, inputs, scalars));
      }
    }
  }

  /** The tree with every occurrence of one subtree replaced by another. */
  static Expr replace(Expr root, Expr from, Expr to) {
    if (!(from instanceof Expr.Apply)) {
      return root;
    }
    Map<Expr, Expr> done = new HashMap<>();
    done.put(from, to);
    return replace(root, done);
  }

  private static Expr replace(Expr expr, Map<Expr, Expr> done) {
    if (!(expr instanceof Expr.Apply node)) {
      return expr;
    }
    Expr known = done.get(node);
    if (known == null) {
      known =
          Expr.apply(
              node.op(), node.args().stream().map(a -> replace(a, done)).toArray(Expr[]::new));
      done.put(node, known);
    }
    return known;
  }

  /**
   * The tree with its inputs replaced by other trees and its runtime scalars renumbered.
   *
   * @param inputs what stands for input {@code i}
   * @param scalars the new number of scalar {@code i}
   */
  public static Expr substitute(Expr root, List<Expr> inputs, List<Integer> scalars) {
    Map<Expr, Expr> leaves = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      leaves.put(Expr.arg(i), inputs.get(i));
    }
    for (int i = 0; i < scalars.size(); i++) {
      leaves.put(Expr.scalar(i), Expr.scalar(scalars.get(i)));
      for (int word = 0; word < Philox.WORDS; word++) {
        leaves.put(Expr.uniform(i, word), Expr.uniform(scalars.get(i), word));
      }
    }
    return new Substitution(leaves).apply(root);
  }

  /** The tree with input {@code sources.get(i)} renamed to input {@code i}. */
  static Expr renumber(Expr root, List<Integer> sources) {
    Map<Expr, Expr> leaves = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      leaves.put(Expr.arg(sources.get(i)), Expr.arg(i));
    }
    return new Substitution(leaves).apply(root);
  }
}
