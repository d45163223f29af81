package dev.narae.conformance;

import static dev.narae.conformance.ElementwiseCase.truth;
import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.FLOATING;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Sums, means, extrema and what is made of them, over various dimensions. */
final class ReductionCases {
  private ReductionCases() {}

  /** An operator that reduces some dimensions. */
  private interface Reduction {
    Tensor apply(Tensor input, boolean keep, int... dims);
  }

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    cases.addAll(sums());
    cases.addAll(extrema());
    cases.addAll(moments());
    cases.addAll(truths());
    cases.addAll(positions());
    return cases;
  }

  /** One case for each way to name dimensions. */
  private static List<OpCase> over(
      String name, Reduction op, ToDoubleFunction<double[]> join, long[]... matrices) {
    List<OpCase> cases = new ArrayList<>();
    cases.add(over(name, op, join, false, new int[0], matrices));
    cases.add(over(name, op, join, false, new int[] {0}, matrices));
    cases.add(over(name, op, join, true, new int[] {-1}, matrices));
    cases.add(over(name, op, join, false, new int[] {-1, 0}, matrices));
    return cases;
  }

  private static OpCase over(
      String name,
      Reduction op,
      ToDoubleFunction<double[]> join,
      boolean keep,
      int[] dims,
      long[][] shapes) {
    OpCase result =
        OpCase.of(
                name + Arrays.toString(dims) + (keep ? " kept" : ""),
                in -> op.apply(in.get(0), keep, dims),
                in -> Along.reduce(in.get(0), keep, join, dims))
            .within(1e-5, 1e-12);
    for (long[] shape : shapes) {
      result = result.sample(Input.real(-1.5, 1.5, shape));
    }
    return result;
  }

  private static final long[][] SHAPES = {
    {3, 5}, {1, 1}, {2, 3, 4}, {4, 65}, {7, 3, 33}, {130, 3}, {2, 300}
  };

  private static final long[][] WITH_EMPTY = {
    {3, 5}, {0, 3}, {3, 0}, {2, 3, 4}, {4, 65}, {7, 3, 33}, {130, 3}, {2, 300}
  };

  private static ErrorCase badDimension(String name, Reduction op) {
    return ErrorCase.of(
        "a dimension out of range",
        ShapeException.class,
        () -> op.apply(Tensor.ones(2, 3), false, 2),
        name,
        "dimension 2 is out of range",
        "[2, 3]",
        "-2 to 1");
  }

  private static List<OpCase> sums() {
    List<OpCase> cases = new ArrayList<>();
    over("sum", Tensor::sum, Along::sum, WITH_EMPTY)
        .forEach(op -> cases.add(op.on(ALL, ResultType.SUM)));
    over("prod", Tensor::prod, ReductionCases::product, WITH_EMPTY)
        .forEach(op -> cases.add(op.on(NUMBERS, ResultType.SUM).within(1e-5, 1e-11)));
    over("mean", Tensor::mean, x -> Along.sum(x) / x.length, WITH_EMPTY)
        .forEach(op -> cases.add(op.on(FLOATING, ResultType.SAME)));
    cases.add(
        over("sum", Tensor::sum, Along::sum, false, new int[] {1}, new long[][] {{2, 3}})
            .refuses(badDimension("sum", Tensor::sum))
            .refuses(
                ErrorCase.of(
                    "a dimension twice",
                    ShapeException.class,
                    () -> Tensor.ones(2, 3).sum(1, -1),
                    "sum",
                    "[2, 3]")));
    cases.add(
        over(
                "mean",
                Tensor::mean,
                x -> Along.sum(x) / x.length,
                false,
                new int[] {1},
                new long[][] {{2, 3}})
            .refuses(badDimension("mean", Tensor::mean))
            .refuses(notFloating("mean", Tensor::mean)));
    return cases;
  }

  private static ErrorCase notFloating(String name, Reduction op) {
    return ErrorCase.of(
        "whole numbers",
        DTypeException.class,
        () -> op.apply(Tensor.of(new int[] {1, 2}), false),
        name,
        "i32",
        "floating");
  }

  private static double product(double[] x) {
    double product = 1;
    for (double value : x) {
      product *= value;
    }
    return product;
  }

  private static double minimum(double[] x) {
    double smallest = Double.POSITIVE_INFINITY;
    for (double value : x) {
      smallest = Math.min(smallest, value);
    }
    return smallest;
  }

  private static List<OpCase> extrema() {
    List<OpCase> cases = new ArrayList<>();
    over("amax", Tensor::amax, Along::maximum, SHAPES)
        .forEach(op -> cases.add(op.on(NUMBERS, ResultType.SAME).refuses(nothing("amax"))));
    over("amin", Tensor::amin, ReductionCases::minimum, SHAPES)
        .forEach(op -> cases.add(op.on(NUMBERS, ResultType.SAME)));
    over("logsumexp", Tensor::logsumexp, Along::logSumExp, SHAPES).forEach(cases::add);
    int[] none = {};
    cases.add(over("max", (x, k, d) -> x.max(), Along::maximum, false, none, SHAPES));
    cases.add(over("min", (x, k, d) -> x.min(), ReductionCases::minimum, false, none, SHAPES));
    return cases;
  }

  private static ErrorCase nothing(String name) {
    return ErrorCase.of(
        "nothing to reduce",
        ShapeException.class,
        () -> Tensor.zeros(0, 3).amax(0),
        name,
        "[0, 3]");
  }

  private static final long[][] SEVERAL = {{3, 5}, {2, 3, 4}, {4, 65}, {130, 3}};

  private static List<OpCase> moments() {
    List<OpCase> cases = new ArrayList<>();
    over("var", (x, keep, dims) -> x.var(1, keep, dims), x -> Along.variance(x, 1), SEVERAL)
        .forEach(op -> cases.add(op.refuses(notFloating("var", (x, k, dims) -> x.var(dims)))));
    cases.addAll(
        over(
            "var(0)", (x, keep, dims) -> x.var(0, keep, dims), x -> Along.variance(x, 0), SEVERAL));
    cases.add(
        over(
            "std",
            (x, keep, dims) -> x.std(dims),
            x -> Math.sqrt(Along.variance(x, 1)),
            false,
            new int[] {-1},
            SEVERAL));
    return cases;
  }

  private static List<OpCase> truths() {
    List<OpCase> cases = new ArrayList<>();
    for (int[] dims : new int[][] {{}, {0}, {-1}}) {
      cases.add(
          over(
                  "all",
                  (x, keep, d) -> x.all(d),
                  x -> truth(product(x) != 0),
                  false,
                  dims,
                  WITH_EMPTY)
              .on(ALL, ResultType.BOOL)
              .order(0));
      cases.add(
          over(
                  "any",
                  (x, keep, d) -> x.any(d),
                  x -> truth(Arrays.stream(x).anyMatch(v -> v != 0)),
                  false,
                  dims,
                  WITH_EMPTY)
              .on(ALL, ResultType.BOOL)
              .order(0));
    }
    return cases;
  }

  private static List<OpCase> positions() {
    List<OpCase> cases = new ArrayList<>();
    for (int dim : new int[] {0, 1, -1}) {
      cases.add(position("argmax", (x, keep, dims) -> x.argmax(dims[0], keep), true, dim));
      cases.add(position("argmin", (x, keep, dims) -> x.argmin(dims[0], keep), false, dim));
    }
    return cases;
  }

  private static OpCase position(String name, Reduction op, boolean largest, int dim) {
    return over(name, op, x -> Along.position(x, largest), dim == 1, new int[] {dim}, SHAPES)
        .on(NUMBERS, ResultType.I64)
        .order(0)
        .refuses(badDimension(name, op))
        .refuses(
            ErrorCase.of(
                "an empty dimension",
                ShapeException.class,
                () -> op.apply(Tensor.zeros(Shape.of(0, 3), DType.F32), false, 0),
                name,
                "[0, 3]",
                "empty"));
  }
}
