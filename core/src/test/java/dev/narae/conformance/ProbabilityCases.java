package dev.narae.conformance;

import dev.narae.DTypeException;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/** Softmax. */
final class ProbabilityCases {
  private ProbabilityCases() {}

  static List<OpCase> all() {
    return List.of(softmax(-1), softmax(0), logSoftmax(-1), logSoftmax(1));
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
}
