package dev.narae.conformance;

import dev.narae.Tensor;

/** Reductions and matrix products by their golden names. */
final class GoldenReductions {
  private GoldenReductions() {}

  static void fill(GoldenTable table) {
    reductions(table);
    moments(table);
    products(table);
  }

  private static void reductions(GoldenTable table) {
    reduction(table, "sum", Tensor::sum);
    reduction(table, "mean", Tensor::mean);
    reduction(table, "prod", Tensor::prod);
    reduction(table, "amax", Tensor::amax);
    reduction(table, "amin", Tensor::amin);
    reduction(table, "logsumexp", Tensor::logsumexp);
    table.put(
        "argmax",
        (in, extra, args) -> in.get(0).argmax(args.whole("dim"), args.truth("keepdim")),
        "dim",
        "keepdim");
    table.put(
        "argmin",
        (in, extra, args) -> in.get(0).argmin(args.whole("dim"), args.truth("keepdim")),
        "dim",
        "keepdim");
    table.put(
        "all",
        (in, extra, args) -> in.get(0).gt(args.real("greaterThan")).all(args.whole("dim")),
        "greaterThan",
        "dim");
    table.put(
        "any",
        (in, extra, args) -> in.get(0).gt(args.real("greaterThan")).any(args.whole("dim")),
        "greaterThan",
        "dim");
  }

  private static void moments(GoldenTable table) {
    table.put(
        "var",
        (in, extra, args) -> {
          int correction = args.has("correction") ? args.whole("correction") : 1;
          return in.get(0).var(correction, args.truth("keepdim"), args.ints("dims"));
        },
        "dims",
        "keepdim",
        "correction");
    reduction(table, "std", (x, keep, dims) -> x.std(1, keep, dims));
  }

  private static void products(GoldenTable table) {
    table.binary("matmul", Tensor::matmul);
    table.put(
        "einsum",
        (in, extra, args) -> Tensor.einsum(args.text("equation"), in.toArray(Tensor[]::new)),
        "equation");
    table.binary("outer", Tensor::outer);
    table.put(
        "norm", (in, extra, args) -> in.get(0).norm(args.real("p"), args.ints("dim")), "p", "dim");
    table.put(
        "normalize",
        (in, extra, args) -> in.get(0).normalize(args.whole("dim"), args.real("p"), 1e-12),
        "dim",
        "p");
    table.put(
        "cosineSimilarity",
        (in, extra, args) -> in.get(0).cosineSimilarity(in.get(1), args.whole("dim")),
        "dim");
    table.binary("matmulTransposed", (a, b) -> a.t().matmul(b.t()));
    table.put(
        "linear",
        (in, extra, args) ->
            in.size() == 3 ? in.get(0).linear(in.get(1), in.get(2)) : in.get(0).linear(in.get(1)));
  }

  private interface Reduction {
    Tensor apply(Tensor in, boolean keep, int... dims);
  }

  private static void reduction(GoldenTable table, String op, Reduction call) {
    table.put(
        op,
        (in, extra, args) -> call.apply(in.get(0), args.truth("keepdim"), args.ints("dims")),
        "dims",
        "keepdim");
  }
}
