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
    return List.of(softmax(-1), softmax(0), logSoftmax(-1), logSoftmax(1), softmin(), glu());
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

  private static OpCase softmin() {
    return alongDimension(
        "softmin(1)",
        x -> x.softmin(1),
        x -> {
          Values negative = x.map(v -> -v);
          return Values.generate(
              x.shape(),
              i -> Math.exp(negative.at(i) - Along.logSumExp(Along.line(negative, i, 1))));
        });
  }

  private static OpCase glu() {
    return OpCase.of(
            "glu",
            in -> in.get(0).glu(-1),
            in -> {
              Values x = in.get(0);
              int last = x.shape().rank() - 1;
              long half = x.dim(last) / 2;
              return Values.generate(
                  x.shape().with(last, half),
                  i -> {
                    long[] gate = i.clone();
                    gate[last] += half;
                    return x.at(i) * References.sigmoid(x.at(gate));
                  });
            })
        .sample(Input.real(-3, 3, 3, 4))
        .sample(Input.real(-3, 3, 2, 3, 6))
        .sample(Input.real(-3, 3, 3, 0))
        .refuses(
            ErrorCase.of(
                "an odd size",
                ShapeException.class,
                () -> Tensor.ones(2, 3).glu(1),
                "glu",
                "[2, 3]",
                "size 3",
                "even"));
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
