package dev.narae.conformance;

import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Scattering.Reduce;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Replacing and joining at positions given by a tensor; indices repeat. */
final class ScatteringCases {
  private ScatteringCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>(List.of(scatter(), fill(), take(), put(), along()));
    for (Reduce reduce : Reduce.values()) {
      for (boolean own : new boolean[] {true, false}) {
        cases.add(reduce(reduce, own));
      }
    }
    cases.addAll(List.of(indexAdd(), indexCopy(), indexFill()));
    return cases;
  }

  /** How an element changes when another comes to it for the n-th time, counted from 0. */
  private interface Join {
    double of(double held, double element, int n);
  }

  /** Rows of {@code source} joined with those of {@code x} in the columns that the index names. */
  private static Values joined(Values x, Values index, Values source, Join join) {
    Values result = x.map(v -> v);
    int[] met = new int[result.data().length];
    for (long i = 0; i < index.dim(0); i++) {
      for (long j = 0; j < index.dim(1); j++) {
        int at = (int) (i * x.dim(1) + (long) index.at(i, j));
        result.data()[at] = join.of(result.data()[at], source.at(i, j), met[at]++);
      }
    }
    return result;
  }

  private static OpCase onRows(OpCase op) {
    return op.sample(Input.real(-3, 3, 3, 4), Input.label(4, 3, 5), Input.real(-3, 3, 3, 5))
        .sample(Input.real(-3, 3, 5, 4), Input.label(4, 2, 3), Input.real(-3, 3, 2, 3))
        .sample(Input.real(-3, 3, 3, 4), Input.label(4, 3, 0), Input.real(-3, 3, 3, 0))
        .sample(Input.real(-3, 3, 9, 5), Input.label(5, 9, 70), Input.real(-3, 3, 9, 70));
  }

  private static Tensor index(long rows, long columns, long... values) {
    return Tensor.of(values, rows, columns);
  }

  private static ErrorCase outOfRange(String op, Supplier<Tensor> call) {
    return ErrorCase.of(
        "an index out of range",
        IndexOutOfBoundsException.class,
        call,
        op,
        "index 3 is out of range",
        "0 to 2");
  }

  private static OpCase scatter() {
    return onRows(
            OpCase.of(
                "scatter",
                in -> in.get(0).scatter(1, in.get(1), in.get(2)),
                in -> joined(in.get(0), in.get(1), in.get(2), (held, e, n) -> e)))
        .on(ALL, ResultType.SAME)
        .refuses(
            outOfRange(
                "scatter",
                () -> Tensor.ones(2, 3).scatter(1, index(2, 1, 0, 3), Tensor.ones(2, 1))))
        .refuses(
            ErrorCase.of(
                "a source of another dtype",
                DTypeException.class,
                () ->
                    Tensor.ones(2, 3)
                        .scatter(1, index(1, 1, 0), Tensor.ones(Shape.of(1, 1), DType.F64)),
                "scatter",
                "f32",
                "f64"));
  }

  private static OpCase fill() {
    return OpCase.of(
            "scatter(value)",
            in -> in.get(0).scatter(-1, in.get(1), 2),
            in -> joined(in.get(0), in.get(1), in.get(1), (held, e, n) -> 2))
        .on(NUMBERS, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 4), Input.label(4, 3, 5));
  }

  private static OpCase reduce(Reduce reduce, boolean own) {
    return onRows(
            OpCase.of(
                "scatterReduce(%s, %s)".formatted(reduce, own),
                in -> in.get(0).scatterReduce(1, in.get(1), in.get(2), reduce, own),
                in -> reduced(in, reduce, own)))
        .within(1e-5, 1e-10)
        .refuses(
            outOfRange(
                "scatterReduce",
                () ->
                    Tensor.ones(2, 3)
                        .scatterReduce(1, index(2, 1, 0, 3), Tensor.ones(2, 1), reduce)));
  }

  private static Values reduced(List<Values> in, Reduce reduce, boolean own) {
    Values x = in.get(0);
    Values index = in.get(1);
    Values source = in.get(2);
    Join join =
        switch (reduce) {
          case SUM, MEAN -> (held, e, n) -> held + e;
          case PROD -> (held, e, n) -> held * e;
          case AMAX -> (held, e, n) -> Math.max(held, e);
          case AMIN -> (held, e, n) -> Math.min(held, e);
        };
    Join first = (held, e, n) -> n == 0 && !own ? e : join.of(held, e, n);
    Values result = joined(x, index, source, first);
    if (reduce != Reduce.MEAN) {
      return result;
    }
    Values counts = joined(x.map(_ -> 0), index, source, (held, e, n) -> held + 1);
    return ElementwiseCase.combine(
        result, counts, (sum, n) -> sum / Math.max(n + (own ? 1 : 0), 1));
  }

  private static OpCase indexAdd() {
    return onParts(
            OpCase.of(
                "indexAdd",
                in -> in.get(0).indexAdd(0, in.get(1), in.get(2), 0.5),
                in -> parts(in, (held, e) -> held + 0.5 * e)))
        .refuses(misfit("indexAdd", (x, i, s) -> x.indexAdd(0, i, s)))
        .refuses(noVector("indexAdd", (x, i, s) -> x.indexAdd(0, i, s)));
  }

  private static OpCase indexCopy() {
    return onParts(
            OpCase.of(
                "indexCopy",
                in -> in.get(0).indexCopy(0, in.get(1), in.get(2)),
                in -> parts(in, (held, e) -> e)))
        .on(ALL, ResultType.SAME)
        .refuses(misfit("indexCopy", (x, i, s) -> x.indexCopy(0, i, s)))
        .refuses(noVector("indexCopy", (x, i, s) -> x.indexCopy(0, i, s)));
  }

  private static OpCase indexFill() {
    return OpCase.of(
            "indexFill",
            in -> in.get(0).indexFill(-2, in.get(1), 3),
            in -> parts(List.of(in.get(0), in.get(1), in.get(0)), (held, e) -> 3))
        .on(NUMBERS, ResultType.SAME)
        .sample(Input.real(-3, 3, 4, 5), Input.label(4, 2))
        .sample(Input.real(-3, 3, 4, 5), Input.label(4, 0))
        .refuses(noVector("indexFill", (x, i, s) -> x.indexFill(0, i, 1)));
  }

  private static OpCase onParts(OpCase op) {
    return op.sample(Input.real(-3, 3, 3, 4), Input.label(3, 5), Input.real(-3, 3, 5, 4))
        .sample(Input.real(-3, 3, 3, 4), Input.label(3, 0), Input.real(-3, 3, 0, 4))
        .sample(Input.real(-3, 3, 20, 33), Input.label(20, 50), Input.real(-3, 3, 50, 33));
  }

  private interface Pair {
    double of(double held, double element);
  }

  /** Rows of the third value joined with those of the first at the indices, in turn. */
  private static Values parts(List<Values> in, Pair join) {
    Values result = in.get(0).map(v -> v);
    int width = (int) result.dim(1);
    for (int k = 0; k < in.get(1).data().length; k++) {
      int row = (int) in.get(1).at(k);
      for (int j = 0; j < width; j++) {
        int at = row * width + j;
        double element = in.get(2).at(Math.min(k, in.get(2).dim(0) - 1), j);
        result.data()[at] = join.of(result.data()[at], element);
      }
    }
    return result;
  }

  private interface Call {
    Tensor of(Tensor x, Tensor index, Tensor source);
  }

  private static ErrorCase misfit(String op, Call call) {
    return ErrorCase.of(
        "a source of another shape",
        ShapeException.class,
        () -> call.of(Tensor.ones(2, 3), Tensor.of(new long[] {1}), Tensor.ones(2, 3)),
        op,
        "[2, 3]",
        "[1, 3]");
  }

  private static ErrorCase noVector(String op, Call call) {
    return ErrorCase.of(
        "an index that is no vector",
        ShapeException.class,
        () -> call.of(Tensor.ones(2, 3), index(1, 1, 0), Tensor.ones(1, 3)),
        op,
        "[1, 1]",
        "vector");
  }

  private static OpCase take() {
    return OpCase.of(
            "take",
            in -> in.get(0).take(in.get(1)),
            in -> in.get(1).map(i -> in.get(0).data()[(int) i]))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 4), Input.label(12, 2, 5))
        .refuses(outOfRange("gather", () -> Tensor.ones(1, 3).take(Tensor.of(new long[] {0, 3}))));
  }

  private static OpCase put() {
    return OpCase.of(
            "put",
            in -> in.get(0).put(in.get(1), in.get(2)),
            in -> {
              Values result = in.get(0).map(v -> v);
              for (int k = 0; k < in.get(1).data().length; k++) {
                result.data()[(int) in.get(1).data()[k]] = in.get(2).data()[k];
              }
              return result;
            })
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 4), Input.label(12, 2, 5), Input.real(-3, 3, 2, 5))
        .refuses(
            ErrorCase.of(
                "a source of another shape than the index",
                ShapeException.class,
                () -> Tensor.ones(3).put(Tensor.of(new long[] {1, 2}), Tensor.ones(3)),
                "put",
                "[3]",
                "[2]"));
  }

  private static OpCase along() {
    return OpCase.of(
            "takeAlongDim",
            in -> in.get(0).takeAlongDim(in.get(1), -1),
            in ->
                Values.generate(
                    Shape.of(in.get(0).dim(0), in.get(1).dim(1)),
                    i -> in.get(0).at(i[0], (long) in.get(1).at(0, i[1]))))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 4), Input.label(4, 1, 5))
        .refuses(
            ErrorCase.of(
                "ranks that differ",
                ShapeException.class,
                () -> Tensor.ones(3, 3).takeAlongDim(Tensor.of(new long[] {1, 2}), 0),
                "takeAlongDim",
                "[2]",
                "[3, 3]"));
  }
}
