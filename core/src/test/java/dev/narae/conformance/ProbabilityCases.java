package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/** Softmax and losses. */
final class ProbabilityCases {
  private ProbabilityCases() {}

  static List<OpCase> all() {
    return List.of(
        softmax(-1), softmax(0), logSoftmax(-1), logSoftmax(1), mse(), nll(), crossEntropy());
  }

  private static OpCase softmax(int dim) {
    return alongDimension(
        "softmax(%d)".formatted(dim),
        x -> x.softmax(dim),
        x -> {
          int axis = dim < 0 ? dim + x.shape().rank() : dim;
          return Values.generate(
              x.shape(), i -> Math.exp(x.at(i) - Along.logSumExp(Along.line(x, i, axis))));
        });
  }

  private static OpCase logSoftmax(int dim) {
    return alongDimension(
        "logSoftmax(%d)".formatted(dim),
        x -> x.logSoftmax(dim),
        x -> {
          int axis = dim < 0 ? dim + x.shape().rank() : dim;
          return Values.generate(x.shape(), i -> x.at(i) - Along.logSumExp(Along.line(x, i, axis)));
        });
  }

  private static OpCase alongDimension(
      String name, UnaryOperator<Tensor> op, UnaryOperator<Values> reference) {
    String operator = name.substring(0, name.indexOf('('));
    return OpCase.of(name, in -> op.apply(in.get(0)), in -> reference.apply(in.get(0)))
        .sample(Input.real(-3, 3, 3, 5))
        .sample(Input.real(-3, 3, 2, 3, 4))
        .sample(Input.real(-1000, 1000, 2, 7))
        .sample(Input.real(-3, 3, 0, 4))
        .sample(Input.real(-3, 3, 5, 133))
        .refuses(
            ErrorCase.of(
                "whole numbers",
                DTypeException.class,
                () -> op.apply(Tensor.of(new int[6], 2, 3)),
                operator,
                "i32",
                "floating"))
        .refuses(
            ErrorCase.of(
                "a dimension out of range",
                ShapeException.class,
                () -> op.apply(Tensor.scalar(1)),
                operator,
                "[]"));
  }

  private static OpCase mse() {
    return OpCase.of(
            "mseLoss",
            in -> in.get(0).mseLoss(in.get(1)),
            in ->
                Along.reduce(
                    ElementwiseCase.combine(in.get(0), in.get(1), (x, y) -> (x - y) * (x - y)),
                    false,
                    x -> Along.sum(x) / x.length))
        .sample(Input.real(-3, 3, 3, 4), Input.real(-3, 3, 3, 4))
        .sample(Input.real(-3, 3), Input.real(-3, 3))
        .sample(Input.real(-3, 3, 9, 33), Input.real(-3, 3, 9, 33))
        .refuses(
            ErrorCase.of(
                "shapes that differ",
                ShapeException.class,
                () -> Tensor.ones(2, 3).mseLoss(Tensor.ones(3)),
                "mseLoss",
                "[2, 3]",
                "[3]"));
  }

  private static OpCase nll() {
    return labelled(
        "nllLoss",
        OpCase.of(
            "nllLoss",
            in -> in.get(0).nllLoss(in.get(1)),
            in -> loss(in.get(0), in.get(1), (x, row, label) -> -x.at(row, label))));
  }

  private static OpCase crossEntropy() {
    return labelled(
        "crossEntropy",
        OpCase.of(
            "crossEntropy",
            in -> in.get(0).crossEntropy(in.get(1)),
            in ->
                loss(
                    in.get(0),
                    in.get(1),
                    (x, row, label) ->
                        Along.logSumExp(Along.line(x, new long[] {row, 0}, 1))
                            - x.at(row, label))));
  }

  private interface RowLoss {
    double of(Values x, long row, long label);
  }

  private static Values loss(Values x, Values labels, RowLoss of) {
    double sum = 0;
    for (long row = 0; row < x.dim(0); row++) {
      sum += of.of(x, row, (long) labels.at(row));
    }
    return Values.scalar(sum / x.dim(0));
  }

  private static OpCase labelled(String name, OpCase op) {
    UnaryOperator<Tensor> onTwoRows =
        labels -> op.subject().apply(List.of(Tensor.zeros(2, 3), labels));
    return op.sample(Input.real(-3, 3, 4, 5), Input.label(5, 4))
        .sample(Input.real(-3, 3, 1, 2), Input.label(2, 1))
        .sample(Input.real(-3, 3, 33, 10), Input.label(10, 33))
        .refuses(
            ErrorCase.of(
                "a label outside the classes",
                IndexOutOfBoundsException.class,
                () -> onTwoRows.apply(Tensor.of(new long[] {0, 3})),
                "nllLoss",
                "3",
                "0 to 2"))
        .refuses(
            ErrorCase.of(
                "labels that are not I64",
                DTypeException.class,
                () -> onTwoRows.apply(Tensor.zeros(Shape.of(2), DType.F32)),
                "nllLoss",
                "f32",
                "i64"))
        .refuses(
            ErrorCase.of(
                "another number of labels",
                ShapeException.class,
                () -> onTwoRows.apply(Tensor.of(new long[] {0, 1, 2})),
                "[2, 3]",
                "[3]"))
        .refuses(
            ErrorCase.of(
                "scores that are no matrix",
                ShapeException.class,
                () -> op.subject().apply(List.of(Tensor.zeros(3), Tensor.of(new long[] {0}))),
                name,
                "[3]",
                "(rows, classes)"));
  }
}
