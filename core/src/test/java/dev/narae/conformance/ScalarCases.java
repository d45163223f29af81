package dev.narae.conformance;

import static dev.narae.conformance.ElementwiseCase.truth;
import static dev.narae.conformance.ElementwiseCase.unary;
import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;
import java.util.stream.Stream;

/** Elementwise functions with plain numbers among their operands, and selection by a mask. */
final class ScalarCases {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private ScalarCases() {}

  static List<OpCase> all() {
    return Stream.of(doubles(), longs(), limits(), comparisons(), List.of(where()))
        .flatMap(List::stream)
        .toList();
  }

  private static List<OpCase> doubles() {
    return Stream.of(
            unary("add(double)", x -> x.add(1.25), x -> x + 1.25, -3, 3),
            unary("sub(double)", x -> x.sub(1.25), x -> x - 1.25, -3, 3),
            unary("mul(double)", x -> x.mul(-1.25), x -> x * -1.25, -3, 3),
            unary("div(double)", x -> x.div(1.25), x -> x / 1.25, -3, 3),
            unary("pow(double)", x -> x.pow(2.5), x -> Math.pow(x, 2.5), 0.5, 3),
            unary("pow(infinite)", x -> x.pow(INFINITY), x -> References.pow(x, INFINITY), -3, 3)
                .order(0),
            unary("pow(NaN)", x -> x.pow(Double.NaN), x -> References.pow(x, Double.NaN), -3, 3)
                .order(0),
            unary("pow(-1.0)", x -> x.pow(-1.0), x -> Math.pow(x, -1), 0.5, 3),
            unary("rsub", x -> x.rsub(1.25), x -> 1.25 - x, -3, 3),
            unary("rdiv", x -> x.rdiv(1.25), x -> 1.25 / x, 0.5, 3),
            unary("maximum(double)", x -> x.maximum(0.5), x -> Math.max(x, 0.5), -3, 3),
            unary("minimum(double)", x -> x.minimum(0.5), x -> Math.min(x, 0.5), -3, 3),
            unary(
                "remainder(double)",
                x -> x.remainder(3.5),
                x -> References.floorMod(x, 3.5),
                -3,
                3))
        .map(op -> op.on(NUMBERS, ResultType.FLOATING).within(1e-5, 1e-12))
        .toList();
  }

  private static List<OpCase> longs() {
    return List.of(
        unary("add(long)", x -> x.add(2), x -> x + 2, -3, 3).on(NUMBERS, ResultType.SAME),
        unary("sub(long)", x -> x.sub(2), x -> x - 2, -3, 3).on(NUMBERS, ResultType.SAME),
        unary("mul(long)", x -> x.mul(3), x -> x * 3, -3, 3).on(NUMBERS, ResultType.SAME),
        unary("div(long)", x -> x.div(3), x -> x / 3, -3, 3).on(NUMBERS, ResultType.FLOATING),
        unary("pow(long)", x -> x.pow(3), x -> x * x * x, -3, 3)
            .on(NUMBERS, ResultType.SAME)
            .within(1e-5, 1e-12),
        unary("maximum(long)", x -> x.maximum(1), x -> Math.max(x, 1), -3, 3)
            .on(NUMBERS, ResultType.SAME),
        unary("minimum(long)", x -> x.minimum(1), x -> Math.min(x, 1), -3, 3)
            .on(NUMBERS, ResultType.SAME),
        unary("remainder(long)", x -> x.remainder(2), x -> References.floorMod(x, 2), -3, 3)
            .on(NUMBERS, ResultType.SAME));
  }

  private static List<OpCase> limits() {
    return List.of(
        unary("clamp(double)", x -> x.clamp(-0.5, 1.5), x -> clamp(x, -0.5, 1.5), -3, 3)
            .on(NUMBERS, ResultType.FLOATING),
        unary("clamp(crossed)", x -> x.clamp(1.0, -1.0), x -> clamp(x, 1, -1), -3, 3),
        unary("clamp(long)", x -> x.clamp(1, 2), x -> clamp(x, 1, 2), -3, 3)
            .on(NUMBERS, ResultType.SAME),
        unary("clampMin", x -> x.clampMin(0.5), x -> Math.max(x, 0.5), -3, 3),
        unary("clampMax", x -> x.clampMax(0.5), x -> Math.min(x, 0.5), -3, 3));
  }

  private static double clamp(double x, double low, double high) {
    return Math.min(Math.max(x, low), high);
  }

  private static List<OpCase> comparisons() {
    return Stream.of(
            unary("lt(double)", x -> x.lt(1.0), x -> truth(x < 1), -3, 3),
            unary("le(double)", x -> x.le(1.0), x -> truth(x <= 1), -3, 3),
            unary("gt(double)", x -> x.gt(1.0), x -> truth(x > 1), -3, 3),
            unary("ge(double)", x -> x.ge(1.0), x -> truth(x >= 1), -3, 3),
            unary("eq(double)", x -> x.eq(1.0), x -> truth(x == 1), -3, 3),
            unary("ne(double)", x -> x.ne(1.0), x -> truth(x != 1), -3, 3),
            unary("lt(long)", x -> x.lt(1), x -> truth(x < 1), -3, 3),
            unary("le(long)", x -> x.le(1), x -> truth(x <= 1), -3, 3),
            unary("gt(long)", x -> x.gt(1), x -> truth(x > 1), -3, 3),
            unary("ge(long)", x -> x.ge(1), x -> truth(x >= 1), -3, 3),
            unary("eq(long)", x -> x.eq(1), x -> truth(x == 1), -3, 3),
            unary("ne(long)", x -> x.ne(1), x -> truth(x != 1), -3, 3))
        .map(op -> op.on(ALL, ResultType.BOOL).order(0))
        .toList();
  }

  private static OpCase where() {
    return OpCase.of(
            "where",
            in -> in.get(0).where(in.get(1), in.get(2)),
            in -> {
              Shape shape =
                  in.get(0)
                      .shape()
                      .broadcast("", in.get(1).shape())
                      .broadcast("", in.get(2).shape());
              Values mask = in.get(0).broadcastTo(shape);
              Values yes = in.get(1).broadcastTo(shape);
              Values no = in.get(2).broadcastTo(shape);
              return Values.generate(shape, i -> mask.at(i) != 0 ? yes.at(i) : no.at(i));
            })
        .on(ALL, ResultType.SAME)
        .sample(Input.mask(7), Input.real(-3, 3, 7), Input.real(-3, 3, 7))
        .sample(Input.mask(3, 1), Input.real(-3, 3, 4), Input.real(-3, 3))
        .sample(Input.mask(2, 33), Input.real(-3, 3, 33), Input.real(-3, 3, 2, 1))
        .refuses(
            ErrorCase.of(
                "a condition that is no mask",
                DTypeException.class,
                () -> Tensor.ones(3).where(Tensor.ones(3), Tensor.ones(3)),
                "where",
                "f32",
                "bool"))
        .refuses(
            ErrorCase.of(
                "shapes that do not broadcast",
                dev.narae.ShapeException.class,
                () -> Tensor.ones(Shape.of(3), DType.BOOL).where(Tensor.ones(4), Tensor.ones(3)),
                "where",
                "[3]",
                "[4]"));
  }
}
