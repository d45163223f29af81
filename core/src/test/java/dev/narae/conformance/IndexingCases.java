package dev.narae.conformance;

import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;
import java.util.function.Supplier;

/** Reading and adding at positions given by a tensor; indices repeat. */
final class IndexingCases {
  private IndexingCases() {}

  static List<OpCase> all() {
    return List.of(gather(), scatterAdd(), indexSelect());
  }

  private static OpCase gather() {
    return OpCase.of(
            "gather",
            in -> in.get(0).gather(1, in.get(1)),
            in ->
                Values.generate(in.get(1).shape(), i -> in.get(0).at(i[0], (long) in.get(1).at(i))))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 4), Input.label(4, 3, 5))
        .sample(Input.real(-3, 3, 5, 4), Input.label(4, 2, 3))
        .sample(Input.real(-3, 3, 3, 4), Input.label(4, 0, 2))
        .sample(Input.real(-3, 3, 9, 33), Input.label(33, 9, 70))
        .refuses(outOfRange("gather", () -> Tensor.ones(2, 3).gather(1, index(2, 1, 0, 3))))
        .refuses(outOfRange("gather", () -> Tensor.ones(2, 3).gather(1, index(2, 1, 0, -1))))
        .refuses(notI64("gather", () -> Tensor.ones(2, 3).gather(1, Tensor.zeros(2, 3))))
        .refuses(misfit("gather", () -> Tensor.ones(2, 3).gather(1, index(3, 1, 0, 0, 0))))
        .refuses(misfit("gather", () -> Tensor.ones(2, 3).gather(1, Tensor.of(new long[] {1}))));
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
        "is out of range",
        "0 to 2");
  }

  private static ErrorCase notI64(String op, Supplier<Tensor> call) {
    return ErrorCase.of("an index that is not I64", DTypeException.class, call, op, "f32", "i64");
  }

  private static ErrorCase misfit(String op, Supplier<Tensor> call) {
    return ErrorCase.of("an index that does not fit", ShapeException.class, call, op, "[2, 3]");
  }

  private static OpCase scatterAdd() {
    return OpCase.of(
            "scatterAdd",
            in -> in.get(0).scatterAdd(1, in.get(1), in.get(2)),
            in -> added(in.get(0), in.get(1), in.get(2)))
        .on(NUMBERS, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 4), Input.label(4, 3, 5), Input.real(-3, 3, 3, 5))
        .sample(Input.real(-3, 3, 5, 4), Input.label(4, 2, 3), Input.real(-3, 3, 2, 3))
        .sample(Input.real(-3, 3, 3, 4), Input.label(4, 3, 0), Input.real(-3, 3, 3, 0))
        .sample(Input.real(-3, 3, 9, 5), Input.label(5, 9, 70), Input.real(-3, 3, 9, 70))
        .refuses(
            outOfRange(
                "scatterAdd",
                () -> Tensor.ones(2, 3).scatterAdd(1, index(2, 1, 0, 3), Tensor.ones(2, 1))))
        .refuses(
            notI64(
                "scatterAdd",
                () -> Tensor.ones(2, 3).scatterAdd(1, Tensor.zeros(2, 1), Tensor.ones(2, 1))))
        .refuses(
            ErrorCase.of(
                "a source of another shape than the index",
                ShapeException.class,
                () -> Tensor.ones(2, 3).scatterAdd(1, index(2, 1, 0, 0), Tensor.ones(2, 2)),
                "scatterAdd",
                "[2, 1]",
                "[2, 2]"));
  }

  private static Values added(Values x, Values index, Values source) {
    Values result = x.map(v -> v);
    for (long i = 0; i < source.dim(0); i++) {
      for (long j = 0; j < source.dim(1); j++) {
        int column = (int) index.at(i, j);
        result.data()[(int) (i * x.dim(1)) + column] += source.at(i, j);
      }
    }
    return result;
  }

  private static OpCase indexSelect() {
    return OpCase.of(
            "indexSelect",
            in -> in.get(0).indexSelect(0, in.get(1)),
            in ->
                Values.generate(
                    Shape.of(in.get(1).dim(0), in.get(0).dim(1)),
                    i -> in.get(0).at((long) in.get(1).at(i[0]), i[1])))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 4), Input.label(3, 5))
        .sample(Input.real(-3, 3, 3, 4), Input.label(3, 0))
        .sample(Input.real(-3, 3, 20, 33), Input.label(20, 50))
        .refuses(
            ErrorCase.of(
                "an index that is no vector",
                ShapeException.class,
                () -> Tensor.ones(2, 3).indexSelect(0, index(1, 1, 0)),
                "indexSelect",
                "[1, 1]",
                "vector"))
        .refuses(
            ErrorCase.of(
                "an index out of range",
                IndexOutOfBoundsException.class,
                () -> Tensor.ones(2, 3).indexSelect(0, Tensor.of(new long[] {2})),
                "index 2",
                "0 to 1"))
        .refuses(
            ErrorCase.of(
                "an index that is not I64",
                DTypeException.class,
                () -> Tensor.ones(2, 3).indexSelect(0, Tensor.zeros(Shape.of(2), DType.I32)),
                "i32",
                "i64"));
  }
}
