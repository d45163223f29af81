package dev.narae.conformance;

import static dev.narae.conformance.ElementwiseCase.truth;
import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.FLOATING;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.Arrays;
import java.util.List;

/** Comparisons of whole tensors, and up to rounding. */
final class ComparingCases {
  private ComparingCases() {}

  static List<OpCase> all() {
    double[] range = {-3, 3};
    OpCase all =
        OpCase.of(
                "allClose",
                in -> answer(in.get(0), in.get(0).allClose(in.get(1).add(in.get(0)), 0, 1)),
                in -> verdict(Arrays.stream(in.get(1).data()).allMatch(v -> Math.abs(v) <= 1)))
            .on(FLOATING, ResultType.BOOL)
            .order(0)
            .sample(Input.real(-3, 3, 4, 5), Input.real(-3, 3, 4, 5))
            .sample(Input.real(-3, 3, 4, 5), Input.real(-0.5, 0.5, 5))
            .sample(Input.real(-3, 3, 0), Input.real(-3, 3, 0));
    OpCase equal =
        OpCase.of(
                "equal",
                in -> answer(in.get(0), in.get(0).equal(in.get(1))),
                in -> verdict(same(in.get(0), in.get(1))))
            .on(ALL, ResultType.BOOL)
            .order(0)
            .sample(Input.real(-3, 3, 4, 5), Input.real(-3, 3, 4, 5))
            .sample(Input.real(-3, 3, 4), Input.real(-3, 3, 1, 4))
            .sample(Input.real(-3, 3, 0), Input.real(-3, 3, 0));
    return List.of(
        ElementwiseCase.binary(
                "isClose",
                (a, b) -> a.isClose(b, 0.25, 0.5),
                (a, b) -> truth(close(a, b)),
                range,
                range)
            .on(NUMBERS, ResultType.BOOL)
            .order(0)
            .refuses(
                ErrorCase.of(
                    "a negative tolerance",
                    IllegalArgumentException.class,
                    () -> Tensor.ones(2).isClose(Tensor.ones(2), -1, 0),
                    "isClose",
                    "-1.0")),
        all,
        equal);
  }

  private static boolean close(double a, double b) {
    boolean near = Math.abs(a - b) <= 0.5 + 0.25 * Math.abs(b);
    return a == b || (Double.isFinite(a - b) && near);
  }

  private static Tensor answer(Tensor asked, boolean value) {
    return Tensor.full(Shape.scalar(), truth(value), DType.BOOL, asked.device());
  }

  private static Values verdict(boolean value) {
    return Values.scalar(truth(value));
  }

  private static boolean same(Values a, Values b) {
    return a.shape().equals(b.shape()) && Arrays.equals(a.data(), b.data());
  }
}
