package dev.narae.conformance;

import static dev.narae.conformance.ElementwiseCase.binary;
import static dev.narae.conformance.ElementwiseCase.truth;
import static dev.narae.conformance.ElementwiseCase.unary;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.GradCheck.Subject;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Limits, signs, replacements and mixtures. */
final class AdjustmentCases {
  private static final double[] ANY = {-3, 3};

  private AdjustmentCases() {}

  static List<OpCase> all() {
    return Stream.of(single(), pairs(), triples()).flatMap(List::stream).toList();
  }

  private static List<OpCase> single() {
    return List.of(
        unary("frac", Tensor::frac, x -> x % 1, -3, 3).on(NUMBERS, ResultType.SAME),
        unary("sgn", Tensor::sgn, x -> x > 0 ? 1 : x < 0 ? -1 : 0, -3, 3)
            .on(NUMBERS, ResultType.SAME),
        mask("isPosInf", Tensor::isPosInf, Double.POSITIVE_INFINITY),
        mask("isNegInf", Tensor::isNegInf, Double.NEGATIVE_INFINITY),
        unary("nanToNum", x -> x.nanToNum(0.5, 7, -9), AdjustmentCases::finite, -3, 3),
        unary("nanToNum()", x -> x.nanToNum().clamp(-1e9, 1e9), AdjustmentCases::limited, -3, 3)
            .within(1e-5, 1e-12),
        unary("clampMin(long)", x -> x.clampMin(1), x -> Math.max(x, 1), -3, 3)
            .on(NUMBERS, ResultType.SAME),
        unary("clampMax(long)", x -> x.clampMax(1), x -> Math.min(x, 1), -3, 3)
            .on(NUMBERS, ResultType.SAME));
  }

  private static OpCase mask(String name, UnaryOperator<Tensor> op, double value) {
    return unary(name, op, x -> truth(x == value), -3, 3).on(OpCase.ALL, ResultType.BOOL).order(0);
  }

  private static double finite(double x) {
    return Double.isNaN(x) ? 0.5 : Math.min(Math.max(x, -1e300), 1e300) == x ? x : x > 0 ? 7 : -9;
  }

  private static double limited(double x) {
    return Double.isNaN(x) ? 0 : clamp(x, -1e9, 1e9);
  }

  private static List<OpCase> pairs() {
    return List.of(
        binary("copySign", Tensor::copySign, AdjustmentCases::copySign, ANY, ANY)
            .on(NUMBERS, ResultType.FLOATING),
        binary("clampMin", (x, low) -> x.clampMin(low), Math::max, ANY, ANY)
            .on(NUMBERS, ResultType.SAME),
        binary("clampMax", (x, high) -> x.clampMax(high), Math::min, ANY, ANY)
            .on(NUMBERS, ResultType.SAME),
        binary("lerp", (x, y) -> x.lerp(y, 0.75), (x, y) -> lerp(x, y, 0.75), ANY, ANY));
  }

  private static double copySign(double x, double y) {
    return Math.copySign(x, Double.isNaN(y) ? 1 : y);
  }

  private static double lerp(double x, double end, double weight) {
    return weight < 0.5 ? x + weight * (end - x) : end - (end - x) * (1 - weight);
  }

  private interface Three {
    double of(double x, double y, double z);
  }

  private static List<OpCase> triples() {
    return List.of(
        three("clamp", in -> in.get(0).clamp(in.get(1), in.get(2)), AdjustmentCases::clamp)
            .on(NUMBERS, ResultType.SAME),
        three("lerp(weights)", in -> in.get(0).lerp(in.get(1), in.get(2)), AdjustmentCases::lerp),
        three("addcmul", in -> in.get(0).addcmul(in.get(1), in.get(2)), (x, a, b) -> x + a * b)
            .on(NUMBERS, ResultType.SAME),
        three(
            "addcmul(value)",
            in -> in.get(0).addcmul(in.get(1), in.get(2), 0.5),
            (x, a, b) -> x + 0.5 * a * b),
        three("addcdiv", in -> in.get(0).addcdiv(in.get(1), in.get(2)), (x, a, b) -> x + a / b)
            .within(1e-4, 1e-11),
        three(
                "addcdiv(value)",
                in -> in.get(0).addcdiv(in.get(1), in.get(2), 0.5),
                (x, a, b) -> x + 0.5 * a / b)
            .within(1e-4, 1e-11));
  }

  private static double clamp(double x, double low, double high) {
    return Math.min(Math.max(x, low), high);
  }

  private static OpCase three(String name, Subject op, Three reference) {
    String operator = name.replaceAll("\\(.*", "");
    return OpCase.of(name, op, in -> combine(in, reference))
        .sample(Input.real(-3, 3, 5), Input.real(-3, 3, 5), Input.real(-3, 3, 5))
        .sample(Input.real(-3, 3, 2, 1), Input.real(-3, 3, 3), Input.real(-3, 3))
        .sample(Input.real(-3, 3, 4, 67), Input.real(-3, 3, 67), Input.real(-3, 3, 4, 1))
        .sample(Input.real(-3, 3, 0, 3), Input.real(-3, 3, 3), Input.real(-3, 3, 1, 3))
        .refuses(
            ErrorCase.of(
                "shapes that do not broadcast",
                ShapeException.class,
                () -> op.apply(List.of(Tensor.ones(2, 3), Tensor.ones(3), Tensor.ones(4))),
                operator,
                "[2, 3]",
                "[4]"));
  }

  private static Values combine(List<Values> in, Three reference) {
    Shape shape = in.get(0).shape();
    for (Values values : in) {
      shape = shape.broadcast("reference", values.shape());
    }
    Values x = in.get(0).broadcastTo(shape);
    Values y = in.get(1).broadcastTo(shape);
    Values z = in.get(2).broadcastTo(shape);
    return Values.generate(shape, i -> reference.of(x.at(i), y.at(i), z.at(i)));
  }
}
