package dev.narae.conformance;

import static dev.narae.conformance.Moves.bad;
import static dev.narae.conformance.Moves.move;
import static dev.narae.conformance.Moves.shape;

import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Diagonals and triangles; offsets also beyond the corners. */
final class DiagonalCases {
  private DiagonalCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    cases.add(diagonal("diagonal", Tensor::diagonal, 0));
    cases.add(diagonal("diag(matrix)", Tensor::diag, 0));
    for (long offset : new long[] {-1, 1, 2, 5}) {
      cases.add(diagonal("diagonal(%d)".formatted(offset), x -> x.diagonal(offset), offset));
    }
    cases.add(diagonal("diag(1)(matrix)", x -> x.diag(1), 1));
    cases.add(lastDiagonal());
    cases.add(vector("diag(vector)", Tensor::diag, 0));
    cases.add(vector("diag(-2)(vector)", x -> x.diag(-2), -2));
    cases.add(vector("diagEmbed", Tensor::diagEmbed, 0));
    cases.add(vector("diagEmbed(1)", x -> x.diagEmbed(1), 1));
    cases.add(embedBatch());
    for (long offset : new long[] {-1, 0, 1, 4, -4}) {
      cases.add(triangle("tril(%d)".formatted(offset), x -> x.tril(offset), offset, true));
      cases.add(triangle("triu(%d)".formatted(offset), x -> x.triu(offset), offset, false));
    }
    cases.add(triangle("tril", Tensor::tril, 0, true));
    cases.add(triangle("triu", Tensor::triu, 0, false));
    return cases;
  }

  private static OpCase diagonal(String name, UnaryOperator<Tensor> op, long offset) {
    return move(
            name,
            op,
            x -> {
              long down = Math.max(-offset, 0);
              long right = Math.max(offset, 0);
              long length = Math.max(0, Math.min(x.dim(0) - down, x.dim(1) - right));
              return Values.generate(shape(length), i -> x.at(i[0] + down, i[0] + right));
            },
            new long[] {3, 4},
            new long[] {4, 2},
            new long[] {0, 2})
        .refuses(bad("a vector", x -> x.flatten().diagonal(), "diagonal", "[6]"))
        .refuses(bad("one dimension", x -> x.diagonal(0, 1, -1), "diagonal", "1 and -1"))
        .refuses(bad("no matrix", x -> x.unsqueeze(0).diag(), "diag", "[1, 2, 3]"));
  }

  private static OpCase lastDiagonal() {
    return move(
        "diagonal(1, -1, 1)",
        x -> x.diagonal(1, -1, 1),
        x -> {
          long length = Math.max(0, Math.min(x.dim(2), x.dim(1) - 1));
          return Values.generate(shape(x.dim(0), length), i -> x.at(i[0], i[1] + 1, i[1]));
        },
        new long[] {2, 4, 3});
  }

  private static OpCase vector(String name, UnaryOperator<Tensor> op, long offset) {
    return move(
            name,
            op,
            x -> {
              long n = x.dim(0) + Math.abs(offset);
              return Values.generate(
                  shape(n, n), i -> i[1] - i[0] == offset ? x.at(Math.min(i[0], i[1])) : 0);
            },
            new long[] {3},
            new long[] {1},
            new long[] {0})
        .refuses(bad("no such dimension", x -> x.diagEmbed(0, 0, 3), "diagEmbed", "dimension 3"))
        .refuses(bad("one dimension", x -> x.diagEmbed(0, 0, -3), "diagEmbed", "0 and -3"));
  }

  private static OpCase embedBatch() {
    return move(
        "diagEmbed(0, 0, 2)",
        x -> x.diagEmbed(0, 0, 2),
        x ->
            Values.generate(
                shape(x.dim(1), x.dim(0), x.dim(1)), i -> i[0] == i[2] ? x.at(i[1], i[0]) : 0),
        new long[] {2, 3});
  }

  private static OpCase triangle(
      String name, UnaryOperator<Tensor> op, long offset, boolean lower) {
    return move(
            name,
            op,
            x ->
                Values.generate(
                    x.shape(),
                    i -> {
                      long above = i[2] - i[1] - offset;
                      return (lower ? above <= 0 : above >= 0) ? x.at(i) : 0;
                    }),
            new long[] {2, 3, 4},
            new long[] {1, 1, 1},
            new long[] {2, 0, 3})
        .refuses(bad("a vector", x -> op.apply(x.flatten()), name.substring(0, 4), "[6]", "two"));
  }
}
