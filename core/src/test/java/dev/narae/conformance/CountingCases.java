package dev.narae.conformance;

import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.Counting.Unique;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Distinct elements, counts, and places among sorted numbers. */
final class CountingCases {
  private CountingCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    cases.addAll(unique("unique", Tensor::unique, true));
    cases.addAll(unique("uniqueConsecutive", Tensor::uniqueConsecutive, false));
    cases.addAll(List.of(bincount(), weighted(), histogram(), edges(), ownLimits()));
    for (boolean right : new boolean[] {false, true}) {
      cases.addAll(List.of(searchsorted(right), searchRows(right), bucketize(right)));
    }
    return cases;
  }

  /** The distinct numbers in order, or one of each run of equal numbers. */
  private static double[] distinct(double[] data, boolean sorted) {
    if (sorted) {
      return Arrays.stream(data).sorted().distinct().toArray();
    }
    List<Double> runs = new ArrayList<>();
    for (int i = 0; i < data.length; i++) {
      if (i == 0 || data[i] != data[i - 1]) {
        runs.add(data[i]);
      }
    }
    return runs.stream().mapToDouble(v -> v).toArray();
  }

  /** For each number, which of the distinct ones it is. */
  private static double[] inverse(double[] data, boolean sorted) {
    double[] distinct = distinct(data, sorted);
    double[] result = new double[data.length];
    int run = 0;
    for (int i = 0; i < data.length; i++) {
      run += i > 0 && data[i] != data[i - 1] ? 1 : 0;
      result[i] = sorted ? Arrays.binarySearch(distinct, data[i]) : run;
    }
    return result;
  }

  private static List<OpCase> unique(String name, Function<Tensor, Unique> op, boolean sorted) {
    return List.of(
        whole(
            OpCase.of(
                    name,
                    in -> op.apply(in.get(0)).values(),
                    in -> vector(distinct(in.get(0).data(), sorted)))
                .on(ALL, ResultType.SAME)),
        whole(
            OpCase.of(
                    name + " inverse",
                    in -> op.apply(in.get(0)).inverse(),
                    in -> new Values(in.get(0).shape(), inverse(in.get(0).data(), sorted)))
                .on(ALL, ResultType.I64)),
        whole(
            OpCase.of(
                    name + " counts",
                    in -> op.apply(in.get(0)).counts(),
                    in -> vector(counts(inverse(in.get(0).data(), sorted))))
                .on(ALL, ResultType.I64)));
  }

  private static OpCase whole(OpCase op) {
    return op.order(0)
        .sample(Input.real(-2, 2, 7))
        .sample(Input.real(-2, 2, 3, 5))
        .sample(Input.real(-2, 2, 0))
        .sample(Input.real(-3, 3, 2, 3, 40))
        .sample(Input.real(-2, 2));
  }

  private static Values vector(double... data) {
    return new Values(Shape.of(data.length), data);
  }

  private static double[] counts(double[] numbers) {
    double[] counts = new double[(int) Arrays.stream(numbers).max().orElse(-1) + 1];
    for (double number : numbers) {
      counts[(int) number]++;
    }
    return counts;
  }

  private static OpCase bincount() {
    return OpCase.of("bincount", in -> in.get(0).bincount(), in -> vector(counts(in.get(0).data())))
        .on(NUMBERS, ResultType.I64)
        .order(0)
        .sample(Input.label(9, 30))
        .sample(Input.label(9, 0))
        .refuses(
            ErrorCase.of(
                "a negative number",
                IllegalArgumentException.class,
                () -> Tensor.of(new long[] {1, -2}).bincount(),
                "bincount",
                "-2",
                "negative"))
        .refuses(
            ErrorCase.of(
                "floating numbers",
                DTypeException.class,
                () -> Tensor.ones(3).bincount(),
                "bincount",
                "f32",
                "to(DType.I64)"))
        .refuses(
            ErrorCase.of(
                "a matrix",
                ShapeException.class,
                () -> Tensor.zeros(Shape.of(2, 3), DType.I64).bincount(),
                "bincount",
                "[2, 3]",
                "vectors"));
  }

  private static OpCase weighted() {
    return OpCase.of(
            "bincount(weights, 12)",
            in -> in.get(0).bincount(in.get(1), 12),
            in -> {
              double[] sums = new double[12];
              for (int i = 0; i < in.get(0).data().length; i++) {
                sums[(int) in.get(0).data()[i]] += in.get(1).data()[i];
              }
              return vector(sums);
            })
        .on(NUMBERS, ResultType.SAME)
        .sample(Input.label(9, 20), Input.real(0, 5, 20))
        .sample(Input.label(9, 0), Input.real(0, 5, 0));
  }

  private static final int BINS = 6;
  private static final double LOW = -1.5;
  private static final double HIGH = 2;

  /** Halves would round the limits. */
  private static final Set<DType> LIMITS = EnumSet.of(DType.F32, DType.F64);

  private static OpCase histogram() {
    return OpCase.of(
            "histogram",
            in -> in.get(0).histogram(BINS, LOW, HIGH).counts(),
            in -> {
              double[] counts = new double[BINS];
              for (double v : in.get(0).data()) {
                if (v >= LOW && v <= HIGH) {
                  int bin = (int) ((v - LOW) / (HIGH - LOW) * BINS);
                  counts[Math.min(bin, BINS - 1)]++;
                }
              }
              return vector(counts);
            })
        .on(LIMITS, ResultType.SAME)
        .order(0)
        .sample(Input.real(-3, 3, 9, 40))
        .sample(Input.real(-3, 3, 0))
        .refuses(
            ErrorCase.of(
                "whole numbers",
                DTypeException.class,
                () -> Tensor.arange(3).histogram(2, 0, 1).counts(),
                "histogram",
                "i64",
                "floating"))
        .refuses(
            ErrorCase.of(
                "limits that are not in order",
                IllegalArgumentException.class,
                () -> Tensor.ones(3).histogram(2, 1, 0).counts(),
                "histogram",
                "1.0",
                "0.0"));
  }

  private static OpCase edges() {
    return OpCase.of(
            "histogram edges",
            in -> in.get(0).histogram(BINS, LOW, HIGH).edges(),
            in -> Values.generate(Shape.of(BINS + 1), i -> LOW + i[0] * (HIGH - LOW) / BINS))
        .on(LIMITS, ResultType.SAME)
        .order(0)
        .sample(Input.real(-3, 3, 9));
  }

  /** The smallest and the largest element are counted. */
  private static OpCase ownLimits() {
    return OpCase.of(
            "histogram of all",
            in -> in.get(0).histogram(5).counts().sum(),
            in -> Values.scalar(in.get(0).data().length))
        .on(LIMITS, ResultType.SAME)
        .order(0)
        .sample(Input.real(-3, 3, 9, 40))
        .sample(Input.real(-3, 3))
        .sample(Input.real(-3, 3, 0));
  }

  private static double before(double[] sorted, double value, boolean right) {
    return Arrays.stream(sorted).filter(v -> right ? v <= value : v < value).count();
  }

  private static double[] sorted(double[] line) {
    double[] result = line.clone();
    Arrays.sort(result);
    return result;
  }

  private static OpCase searchsorted(boolean right) {
    return OpCase.of(
            "searchsorted(%s)".formatted(right),
            in -> in.get(0).sort(0).values().searchsorted(in.get(1), right),
            in -> in.get(1).map(v -> before(sorted(in.get(0).data()), v, right)))
        .on(NUMBERS, ResultType.I64)
        .order(0)
        .sample(Input.real(-4, 4, 9), Input.real(-5, 5, 4, 30))
        .sample(Input.real(-4, 4, 0), Input.real(-5, 5, 4))
        .sample(Input.real(-4, 4, 64), Input.real(-5, 5))
        .refuses(
            ErrorCase.of(
                "shapes that do not fit",
                ShapeException.class,
                () -> Tensor.ones(2, 3).searchsorted(Tensor.ones(3, 4), right),
                "searchsorted",
                "[2, 3]",
                "[3, 4]"));
  }

  private static OpCase searchRows(boolean right) {
    return OpCase.of(
            "searchsorted(%s) of rows".formatted(right),
            in -> in.get(0).sort(-1).values().searchsorted(in.get(1), right),
            in ->
                Values.generate(
                    in.get(1).shape(),
                    i -> before(Along.line(in.get(0), i, 1), in.get(1).at(i), right)))
        .on(NUMBERS, ResultType.I64)
        .order(0)
        .sample(Input.real(-4, 4, 3, 9), Input.real(-5, 5, 3, 9));
  }

  private static OpCase bucketize(boolean right) {
    return OpCase.of(
            "bucketize(%s)".formatted(right),
            in -> in.get(0).bucketize(in.get(1).sort(0).values(), right),
            in -> in.get(0).map(v -> before(in.get(1).data(), v, right)))
        .on(NUMBERS, ResultType.I64)
        .order(0)
        .sample(Input.real(-5, 5, 4, 30), Input.real(-4, 4, 9))
        .refuses(
            ErrorCase.of(
                "boundaries that are no vector",
                ShapeException.class,
                () -> Tensor.ones(3).bucketize(Tensor.ones(2, 3), right),
                "bucketize",
                "[2, 3]",
                "vector"));
  }
}
