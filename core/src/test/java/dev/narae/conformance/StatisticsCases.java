package dev.narae.conformance;

import static dev.narae.conformance.ElementwiseCase.truth;
import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.DTypeException;
import dev.narae.GradCheck.Subject;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Reductions with several results, such that leave NaN out, and further forms of the others. */
final class StatisticsCases {
  private static final long[][] SHAPES = {{3, 5}, {2, 3, 2}, {1, 1}, {7, 3, 33}};

  private StatisticsCases() {}

  static List<OpCase> all() {
    return Stream.of(moments(), extremes(), counts(), withoutNaN(), forms(), pairs())
        .flatMap(List::stream)
        .toList();
  }

  private static OpCase of(String name, Subject op, OpCase.Reference reference) {
    OpCase result = OpCase.of(name, op, reference).within(1e-5, 1e-12);
    for (long[] shape : SHAPES) {
      result = result.sample(Input.real(-3, 3, shape));
    }
    return result;
  }

  private static OpCase.Reference over(boolean keep, ToDoubleFunction<double[]> join, int... dims) {
    return in -> Along.reduce(in.get(0), keep, join, dims);
  }

  private static double mean(double[] x) {
    return Along.sum(x) / x.length;
  }

  private static double minimum(double[] x) {
    return Arrays.stream(x).min().orElse(Double.POSITIVE_INFINITY);
  }

  private static ErrorCase badDimension(String name, Subject op) {
    return ErrorCase.of(
        "a dimension out of range",
        ShapeException.class,
        () -> op.apply(List.of(Tensor.scalar(1))),
        name,
        "[]");
  }

  private static List<OpCase> moments() {
    return Stream.of(
            of(
                "varMean",
                in -> in.get(0).varMean(0, true, 1).mean(),
                over(true, StatisticsCases::mean, 1)),
            several("varMean().variance", in -> in.get(0).varMean(0).variance(), false, 1, 0),
            several("std(0) kept", in -> in.get(0).std(0, true, 1), true, 0, 1)
                .refuses(badDimension("std", in -> in.get(0).std(0))))
        .toList();
  }

  /** Without the sample of one element, whose variance is NaN or 0. */
  private static OpCase several(String name, Subject op, boolean root, int correction, int dim) {
    ToDoubleFunction<double[]> join =
        x -> {
          double variance = Along.variance(x, correction);
          return root ? Math.sqrt(variance) : variance;
        };
    return OpCase.of(name, op, over(root, join, dim))
        .within(1e-5, 1e-12)
        .sample(Input.real(-3, 3, 3, 5))
        .sample(Input.real(-3, 3, 130, 3));
  }

  private static List<OpCase> extremes() {
    Subject largest = in -> in.get(0).max(1).values();
    Subject smallest = in -> in.get(0).min(1, true).values();
    return Stream.of(
            of(
                    "aminmax",
                    in -> {
                      var both = in.get(0).aminmax(1);
                      return Tensor.stack(0, both.smallest(), both.largest());
                    },
                    in -> {
                      Values low = Along.reduce(in.get(0), false, StatisticsCases::minimum, 1);
                      Values high = Along.reduce(in.get(0), false, Along::maximum, 1);
                      Shape shape = low.shape().insert(0, 2);
                      return Values.generate(
                          shape,
                          i -> (i[0] == 0 ? low : high).at(Arrays.copyOfRange(i, 1, i.length)));
                    })
                .on(NUMBERS, ResultType.SAME),
            of("max(dim)", largest, over(false, Along::maximum, 1))
                .on(NUMBERS, ResultType.SAME)
                .refuses(badDimension("argmax", largest)),
            of("min(dim) kept", smallest, over(true, StatisticsCases::minimum, 1))
                .on(NUMBERS, ResultType.SAME)
                .refuses(badDimension("argmin", smallest)),
            position("max(dim).positions", in -> in.get(0).max(1).positions(), true),
            position("min(dim).positions", in -> in.get(0).min(1).positions(), false))
        .toList();
  }

  private static OpCase position(String name, Subject op, boolean largest) {
    return of(name, op, over(false, x -> Along.position(x, largest), 1))
        .on(NUMBERS, ResultType.I64)
        .order(0);
  }

  private static List<OpCase> counts() {
    ToDoubleFunction<double[]> nonzero = x -> Arrays.stream(x).filter(v -> v != 0).count();
    Subject count = in -> in.get(0).countNonzero(1);
    return List.of(
        of("countNonzero", count, over(false, nonzero, 1))
            .on(ALL, ResultType.I64)
            .order(0)
            .refuses(badDimension("sum", count)),
        of("all kept", in -> in.get(0).all(true, 1), over(true, x -> truth(nothingIs0(x)), 1))
            .on(ALL, ResultType.BOOL)
            .order(0),
        of(
                "any kept",
                in -> in.get(0).any(true, 1),
                over(true, x -> truth(nonzero.applyAsDouble(x) > 0), 1))
            .on(ALL, ResultType.BOOL)
            .order(0));
  }

  private static boolean nothingIs0(double[] x) {
    return Arrays.stream(x).allMatch(v -> v != 0);
  }

  /** Numbers below 0 become NaN first. */
  private static List<OpCase> withoutNaN() {
    Subject mean = in -> in.get(0).nanmean(true, 1);
    return List.of(
        of("nansum", in -> in.get(0).log().nansum(1), over(false, StatisticsCases::logs, 1)),
        of("nansum(numbers)", in -> in.get(0).nansum(true, 1), over(true, Along::sum, 1))
            .on(NUMBERS, ResultType.SUM),
        OpCase.of(
                "nanmean",
                in -> in.get(0).log().nanmean(false, 1),
                over(false, x -> logs(x) / Arrays.stream(x).filter(v -> v > 0).count(), 1))
            .within(1e-5, 1e-12)
            .sample(Input.real(-0.5, 3, 5, 4))
            .sample(Input.real(-1, 3, 9, 33))
            .refuses(
                ErrorCase.of(
                    "whole numbers",
                    DTypeException.class,
                    () -> Tensor.of(new int[] {1}).nanmean(),
                    "nanmean",
                    "i32",
                    "floating"))
            .refuses(badDimension("sum", mean)));
  }

  private static double logs(double[] x) {
    return Arrays.stream(x).filter(v -> v > 0).map(Math::log).sum();
  }

  private static List<OpCase> forms() {
    ToDoubleFunction<double[]> largest = x -> Along.position(x, true);
    ToDoubleFunction<double[]> smallest = x -> Along.position(x, false);
    return List.of(
        of("argmax()", in -> in.get(0).argmax(), over(false, largest))
            .on(NUMBERS, ResultType.I64)
            .order(0),
        of("argmin()", in -> in.get(0).argmin(), over(false, smallest))
            .on(NUMBERS, ResultType.I64)
            .order(0),
        OpCase.of(
                "logsumexp(of nothing)",
                in -> in.get(0).logsumexp(1),
                over(false, Along::logSumExp, 1))
            .sample(Input.real(-3, 3, 2, 0))
            .sample(Input.real(-3, 3, 2, 3)));
  }

  private static double covariance(double[] x, double[] y, int correction) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - mean(x)) * (y[i] - mean(y));
    }
    return sum / (x.length - correction);
  }

  private static double[] row(Values x, long i) {
    return Along.line(x, new long[] {i, 0}, 1);
  }

  /** Of the rows of a matrix, and of neighbours. */
  private static List<OpCase> pairs() {
    OpCase cov =
        OpCase.of(
                "cov",
                in -> in.get(0).cov(0),
                in ->
                    Values.generate(
                        Shape.of(in.get(0).dim(0), in.get(0).dim(0)),
                        i -> covariance(row(in.get(0), i[0]), row(in.get(0), i[1]), 0)))
            .within(1e-5, 1e-12)
            .on(OpCase.SINGLE_AND_DOUBLE, ResultType.SAME)
            .sample(Input.real(-3, 3, 3, 5))
            .refuses(
                ErrorCase.of(
                    "three dimensions",
                    ShapeException.class,
                    () -> Tensor.ones(2, 2, 2).cov(),
                    "cov",
                    "[2, 2, 2]"));
    OpCase corrcoef =
        OpCase.of(
                "corrcoef",
                in -> in.get(0).corrcoef().tril(-1),
                in ->
                    Values.generate(
                        Shape.of(in.get(0).dim(0), in.get(0).dim(0)),
                        i -> {
                          double[] a = row(in.get(0), i[0]);
                          double[] b = row(in.get(0), i[1]);
                          double scale = covariance(a, a, 1) * covariance(b, b, 1);
                          return i[1] < i[0] ? covariance(a, b, 1) / Math.sqrt(scale) : 0;
                        }))
            .within(1e-5, 1e-11)
            .on(OpCase.SINGLE_AND_DOUBLE, ResultType.SAME)
            .sample(Input.real(-3, 3, 3, 7))
            .refuses(
                ErrorCase.of(
                    "three dimensions",
                    ShapeException.class,
                    () -> Tensor.ones(2, 2, 2).corrcoef(),
                    "corrcoef",
                    "[2, 2, 2]"));
    OpCase diff =
        OpCase.of(
                "diff",
                in -> in.get(0).diff(-1),
                in ->
                    Values.generate(
                        Shape.of(in.get(0).dim(0), in.get(0).dim(1) - 1),
                        i -> in.get(0).at(i[0], i[1] + 1) - in.get(0).at(i)))
            .on(NUMBERS, ResultType.SAME)
            .sample(Input.real(-3, 3, 3, 5))
            .sample(Input.real(-3, 3, 2, 1))
            .refuses(badDimension("diff", in -> in.get(0).diff(0)));
    return List.of(cov, corrcoef, diff);
  }
}
