package dev.narae.conformance;

import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Makes cases of elementwise operators from a function of numbers, with shapes to try it on. */
final class ElementwiseCase {
  private static final long[][] SHAPES = {{}, {0}, {2, 0, 3}, {1}, {7}, {3, 5}, {2, 3, 129}};

  private static final long[][][] PAIRS = {
    {{7}, {7}},
    {{3, 5}, {5}},
    {{3, 1}, {1, 4}},
    {{}, {2, 3}},
    {{2, 3}, {}},
    {{0, 3}, {3}},
    {{2, 3, 65}, {3, 1}},
    {{4, 33}, {4, 33}}
  };

  private ElementwiseCase() {}

  /** A function of one number, tried on [low, high). */
  static OpCase unary(
      String name,
      UnaryOperator<Tensor> op,
      DoubleUnaryOperator reference,
      double low,
      double high) {
    OpCase result =
        OpCase.of(name, in -> op.apply(in.get(0)), in -> in.get(0).map(reference)).withSpecials();
    for (long[] shape : SHAPES) {
      result = result.sample(Input.real(low, high, shape));
    }
    return result;
  }

  /** A function of two numbers, tried on [low, high) and [low2, high2) with broadcasting. */
  static OpCase binary(
      String name,
      BinaryOperator<Tensor> op,
      DoubleBinaryOperator reference,
      double[] first,
      double[] second) {
    OpCase result =
        OpCase.of(
                name,
                in -> op.apply(in.get(0), in.get(1)),
                in -> combine(in.get(0), in.get(1), reference))
            .withSpecials();
    for (long[][] shapes : PAIRS) {
      result =
          result.sample(
              Input.real(first[0], first[1], shapes[0]),
              Input.real(second[0], second[1], shapes[1]));
    }
    return result.refuses(
        ErrorCase.of(
            "shapes that do not broadcast",
            dev.narae.ShapeException.class,
            () -> op.apply(Tensor.ones(2, 3), Tensor.ones(4, 3)),
            name.replaceAll("\\(.*", ""),
            "[2, 3]",
            "[4, 3]",
            "cannot be broadcast"));
  }

  static Values combine(Values a, Values b, DoubleBinaryOperator function) {
    Shape shape = a.shape().broadcast("reference", b.shape());
    double[] left = a.broadcastTo(shape).data();
    double[] right = b.broadcastTo(shape).data();
    double[] result = new double[left.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = function.applyAsDouble(left[i], right[i]);
    }
    return new Values(shape, result);
  }

  static double truth(boolean value) {
    return value ? 1 : 0;
  }

  /** Numbers that operators get wrong first. */
  static List<Double> specials() {
    return List.of(
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.0,
        -0.0,
        1.0,
        -1.0,
        1e4,
        -1e4);
  }
}
