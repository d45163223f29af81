package dev.narae.conformance;

import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.FLOATING;

import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Sorted lines, and what is looked up in them; integers have equal elements. */
final class OrderingCases {
  private static final long[][] SHAPES = {{3, 5}, {1, 1}, {2, 3, 4}, {4, 65}, {130, 3}, {2, 300}};

  private OrderingCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (int dim : new int[] {0, -1}) {
      for (boolean descending : new boolean[] {false, true}) {
        cases.add(sort(dim, descending));
        cases.add(argsort(dim, descending));
      }
      cases.addAll(lookups(dim));
    }
    cases.addAll(topk());
    cases.addAll(wholes());
    cases.add(mode(0));
    cases.add(mode(-1));
    cases.add(quantiles());
    return cases;
  }

  private static OpCase mode(int dim) {
    return over(OpCase.of(
            "mode(%d)".formatted(dim),
            in -> in.get(0).mode(dim).values(),
            in -> Along.reduce(in.get(0), false, OrderingCases::mostFrequent, dim)))
        .on(ALL, ResultType.SAME)
        .refuses(badDimension("mode", () -> Tensor.ones(2, 3).mode(2).values()))
        .refuses(
            ErrorCase.of(
                "an empty line",
                ShapeException.class,
                () -> Tensor.zeros(2, 0).mode(1).values(),
                "mode",
                "[2, 0]"));
  }

  private static double mostFrequent(double[] line) {
    double best = line[0];
    long most = 0;
    for (double x : java.util.Arrays.stream(line).sorted().toArray()) {
      long count = java.util.Arrays.stream(line).filter(y -> y == x).count();
      if (count > most) {
        most = count;
        best = x;
      }
    }
    return best;
  }

  private static OpCase quantiles() {
    double[] q = {0.25, 1, 0};
    return OpCase.of(
            "quantile(several)",
            in -> in.get(0).quantile(q, 1),
            in ->
                Values.generate(
                    Shape.of(3, in.get(0).dim(0)),
                    i -> quantile(Along.line(in.get(0), new long[] {i[1], 0}, 1), q[(int) i[0]])))
        .sample(Input.real(-6, 6, 3, 5))
        .sample(Input.real(-6, 6, 2, 8))
        .refuses(
            ErrorCase.of(
                "no q",
                IllegalArgumentException.class,
                () -> Tensor.ones(2, 2).quantile(new double[0], 1),
                "quantile",
                "at least one"))
        .refuses(
            ErrorCase.of(
                "a q outside [0, 1]",
                IllegalArgumentException.class,
                () -> Tensor.ones(4).quantile(new double[] {0.5, -1}),
                "quantile",
                "-1.0"));
  }

  /** The positions of a line's elements in order; equal ones as they came, NaN as the largest. */
  static int[] order(double[] line, boolean descending) {
    Comparator<Integer> ascending = Comparator.comparingDouble(i -> line[i] + 0.0);
    return IntStream.range(0, line.length)
        .boxed()
        .sorted(descending ? ascending.reversed() : ascending)
        .mapToInt(i -> i)
        .toArray();
  }

  /** What is made of a line for place {@code i} of the result. */
  private interface Place {
    double at(double[] line, int i);
  }

  private static Values along(Values in, int dim, long extent, Place place) {
    int axis = dim < 0 ? dim + in.shape().rank() : dim;
    return Values.generate(
        in.shape().with(axis, extent),
        index -> place.at(Along.line(in, index, axis), (int) index[axis]));
  }

  private static OpCase over(OpCase op) {
    OpCase result = op;
    for (long[] shape : SHAPES) {
      result = result.sample(Input.real(-6, 6, shape));
    }
    return result;
  }

  private static ErrorCase badDimension(String name, java.util.function.Supplier<Tensor> call) {
    return ErrorCase.of(
        "a dimension out of range",
        ShapeException.class,
        call,
        name,
        "dimension 2 is out of range",
        "[2, 3]");
  }

  private static OpCase sort(int dim, boolean descending) {
    return over(OpCase.of(
            "sort(%d, %s)".formatted(dim, descending),
            in -> in.get(0).sort(dim, descending).values(),
            in ->
                along(
                    in.get(0),
                    dim,
                    extent(in.get(0), dim),
                    (line, i) -> line[order(line, descending)[i]])))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-1, 1, 0, 3))
        .sample(Input.real(-1, 1, 3, 0))
        .refuses(badDimension("sort", () -> Tensor.ones(2, 3).sort(2).values()));
  }

  private static long extent(Values in, int dim) {
    return in.dim(dim < 0 ? dim + in.shape().rank() : dim);
  }

  private static OpCase argsort(int dim, boolean descending) {
    return over(OpCase.of(
            "argsort(%d, %s)".formatted(dim, descending),
            in -> in.get(0).argsort(dim, descending),
            in ->
                along(
                    in.get(0),
                    dim,
                    extent(in.get(0), dim),
                    (line, i) -> order(line, descending)[i])))
        .on(ALL, ResultType.I64)
        .order(0)
        .refuses(badDimension("argsort", () -> Tensor.ones(2, 3).argsort(2)));
  }

  private static List<OpCase> topk() {
    List<OpCase> cases = new ArrayList<>();
    for (boolean largest : new boolean[] {true, false}) {
      String name = "topk(2, 1, %s)".formatted(largest);
      Place value = (line, i) -> line[order(line, largest)[i]];
      Place position = (line, i) -> order(line, largest)[i];
      cases.add(
          OpCase.of(
                  name,
                  in -> in.get(0).topk(2, 1, largest).values(),
                  in -> along(in.get(0), 1, 2, value))
              .on(ALL, ResultType.SAME)
              .sample(Input.real(-6, 6, 3, 5))
              .sample(Input.real(-6, 6, 2, 2, 4))
              .sample(Input.real(-6, 6, 0, 4))
              .sample(Input.real(-6, 6, 4, 300))
              .refuses(tooMany(3))
              .refuses(tooMany(-1)));
      cases.add(
          OpCase.of(
                  name + " positions",
                  in -> in.get(0).topk(2, 1, largest).positions(),
                  in -> along(in.get(0), 1, 2, position))
              .on(ALL, ResultType.I64)
              .order(0)
              .sample(Input.real(-6, 6, 3, 5)));
    }
    return cases;
  }

  private static ErrorCase tooMany(int k) {
    return ErrorCase.of(
        k + " elements",
        IllegalArgumentException.class,
        () -> Tensor.ones(3, 2).topk(k, 1).values(),
        "topk",
        k + " elements",
        "[3, 2]",
        "0 to 2");
  }

  /** Operators that choose or interpolate one number a line. */
  private static List<OpCase> lookups(int dim) {
    ToDoubleFunction<double[]> second = line -> line[order(line, false)[1]];
    boolean keep = dim < 0;
    OpCase kth =
        OpCase.of(
                "kthvalue(2, %d)".formatted(dim),
                in -> in.get(0).kthvalue(2, dim, keep).values(),
                in -> Along.reduce(in.get(0), keep, second, dim))
            .on(ALL, ResultType.SAME)
            .sample(Input.real(-6, 6, 3, 5))
            .sample(Input.real(-6, 6, 2, 3, 4))
            .sample(Input.real(-6, 6, 130, 3))
            .refuses(
                ErrorCase.of(
                    "an element that is not there",
                    IllegalArgumentException.class,
                    () -> Tensor.ones(3, 2).kthvalue(3, 1).values(),
                    "kthvalue",
                    "element 3",
                    "[3, 2]",
                    "1 to 2"));
    OpCase median =
        over(OpCase.of(
                "median(%d)".formatted(dim),
                in -> in.get(0).median(dim, keep).values(),
                in -> Along.reduce(in.get(0), keep, OrderingCases::median, dim)))
            .on(ALL, ResultType.SAME)
            .refuses(
                ErrorCase.of(
                    "an empty dimension",
                    ShapeException.class,
                    () -> Tensor.zeros(0, 3).median(0).values(),
                    "median",
                    "[0, 3]",
                    "empty"));
    return List.of(kth, median, quantile(0.3, dim, keep), quantile(1, dim, keep));
  }

  private static double median(double[] line) {
    for (double value : line) {
      if (Double.isNaN(value)) {
        return Double.NaN;
      }
    }
    return line[order(line, false)[(line.length - 1) / 2]];
  }

  private static OpCase quantile(double q, int dim, boolean keep) {
    return over(OpCase.of(
            "quantile(%s, %d)".formatted(q, dim),
            in -> in.get(0).quantile(q, dim, keep),
            in -> Along.reduce(in.get(0), keep, line -> quantile(line, q), dim)))
        .refuses(
            ErrorCase.of(
                "a quantile outside [0, 1]",
                IllegalArgumentException.class,
                () -> Tensor.ones(3).quantile(1.5),
                "quantile",
                "1.5",
                "[0, 1]"))
        .refuses(
            ErrorCase.of(
                "whole numbers",
                DTypeException.class,
                () -> Tensor.of(new int[] {1, 2}).quantile(0.5),
                "quantile",
                "i32",
                "floating"));
  }

  private static double quantile(double[] line, double q) {
    int[] order = order(line, false);
    double place = q * (line.length - 1);
    double low = line[order[(int) Math.floor(place)]];
    double high = line[order[(int) Math.ceil(place)]];
    return low + (high - low) * (place - Math.floor(place));
  }

  /** The whole tensor as one line. */
  private static List<OpCase> wholes() {
    return List.of(
        over(OpCase.of(
                "median()",
                in -> in.get(0).median(),
                in -> Along.reduce(in.get(0), false, OrderingCases::median)))
            .on(ALL, ResultType.SAME)
            .refuses(
                ErrorCase.of(
                    "no element",
                    ShapeException.class,
                    () -> Tensor.zeros(Shape.of(0), dev.narae.DType.F32).median(),
                    "median",
                    "[0]")),
        over(OpCase.of(
                "quantile(0.75)",
                in -> in.get(0).quantile(0.75),
                in -> Along.reduce(in.get(0), false, line -> quantile(line, 0.75))))
            .on(FLOATING, ResultType.SAME));
  }
}
