package dev.narae.conformance;

import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.DTypeException;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/** Running sums, products and extrema along the first and the last dimension. */
final class ScanCases {
  private static final long[][] SHAPES = {
    {3, 5}, {1, 1}, {0, 3}, {3, 0}, {2, 3, 4}, {4, 65}, {130, 3}, {2, 300}
  };

  private ScanCases() {}

  /** An operator along a dimension. */
  private interface Scan {
    Tensor apply(Tensor input, int dim);
  }

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (int dim : new int[] {0, -1}) {
      cases.add(
          joined("cumsum", Tensor::cumsum, dim, Double::sum)
              .on(ALL, ResultType.SUM)
              .within(1e-5, 1e-12));
      cases.add(
          joined("cumprod", Tensor::cumprod, dim, (a, b) -> a * b)
              .on(NUMBERS, ResultType.SUM)
              .within(1e-5, 1e-11));
      cases.add(
          joined("cummax", (x, d) -> x.cummax(d).values(), dim, Math::max)
              .on(NUMBERS, ResultType.SAME));
      cases.add(
          joined("cummin", (x, d) -> x.cummin(d).values(), dim, Math::min)
              .on(NUMBERS, ResultType.SAME));
      cases.add(positions("cummax positions", (x, d) -> x.cummax(d).positions(), dim, 1));
      cases.add(positions("cummin positions", (x, d) -> x.cummin(d).positions(), dim, -1));
      cases.add(logarithms(dim));
    }
    return cases;
  }

  private static OpCase joined(String name, Scan op, int dim, DoubleBinaryOperator join) {
    return along(name, op, dim, line -> Arrays.stream(line).reduce(join).orElseThrow());
  }

  /** Each element of the result is a function of the line up to there. */
  private static OpCase along(String name, Scan op, int dim, ToDoubleFunction<double[]> reference) {
    OpCase result =
        OpCase.of(
                "%s(%d)".formatted(name, dim),
                in -> op.apply(in.get(0), dim),
                in -> running(in.get(0), dim, reference))
            .refuses(
                ErrorCase.of(
                    "a dimension out of range",
                    ShapeException.class,
                    () -> op.apply(Tensor.ones(2, 3), 2),
                    name.split(" ", 2)[0],
                    "dimension 2 is out of range",
                    "[2, 3]",
                    "-2 to 1"));
    for (long[] shape : SHAPES) {
      result = result.sample(Input.real(-1.5, 1.5, shape));
    }
    return result;
  }

  private static Values running(Values in, int dim, ToDoubleFunction<double[]> reference) {
    int axis = dim < 0 ? dim + in.shape().rank() : dim;
    return Values.generate(
        in.shape(),
        index -> {
          double[] line = Along.line(in, index, axis);
          return reference.applyAsDouble(Arrays.copyOf(line, (int) index[axis] + 1));
        });
  }

  /** The last position of the extremum. */
  private static OpCase positions(String name, Scan op, int dim, int sign) {
    return along(
            name,
            op,
            dim,
            line -> {
              int best = 0;
              for (int i = 1; i < line.length; i++) {
                best = sign * line[i] >= sign * line[best] ? i : best;
              }
              return best;
            })
        .on(NUMBERS, ResultType.I64)
        .order(0);
  }

  private static OpCase logarithms(int dim) {
    return along("logcumsumexp", Tensor::logcumsumexp, dim, Along::logSumExp)
        .within(1e-5, 1e-12)
        .refuses(
            ErrorCase.of(
                "whole numbers",
                DTypeException.class,
                () -> Tensor.of(new int[] {1, 2}).logcumsumexp(0),
                "logcumsumexp",
                "i32",
                "floating"));
  }
}
