package dev.narae.expr;

import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a tree as nested calls, for error messages and kernel listings. */
final class Printer {
  private static final int MAX_DEPTH = 12;

  private Printer() {}

  static String print(Expr expr) {
    return print(expr, MAX_DEPTH);
  }

  private static String print(Expr expr, int depth) {
    return switch (expr) {
      case Expr.Arg arg -> "x" + arg.index();
      case Expr.Scalar scalar -> "s" + scalar.index();
      case Expr.Const constant -> Double.toString(constant.value());
      case Expr.Index _ -> "index";
      case Expr.Uniform uniform -> "uniform(s%d, %d)".formatted(uniform.key(), uniform.word());
      case Expr.Apply apply ->
          depth == 0
              ? "…"
              : apply.args().stream()
                  .map(arg -> print(arg, depth - 1))
                  .collect(
                      Collectors.joining(
                          ", ", apply.op().name().toLowerCase(Locale.ROOT) + "(", ")"));
    };
  }
}
