package dev.narae.conformance;

import static dev.narae.conformance.ElementwiseCase.binary;
import static dev.narae.conformance.ElementwiseCase.unary;

import dev.narae.Tensor;
import dev.narae.expr.Expr;
import java.util.List;

/** User-written elementwise functions, which run as one kernel forward and one backward. */
final class FusionCases {
  private static final double[] ANY = {-3, 3};

  private FusionCases() {}

  static List<OpCase> all() {
    return List.of(
        unary(
            "map",
            x -> Tensor.map(v -> v.mul(v.sigmoid()).add(1.5), x),
            x -> x * References.sigmoid(x) + 1.5,
            -3,
            3),
        unary(
            "map(shared subtrees)",
            x -> Tensor.map(FusionCases::shared, x),
            FusionCases::shared,
            -3,
            3),
        binary(
            "map",
            (x, y) -> Tensor.map((a, b) -> a.sub(b).square().exp().rdiv(1), x, y),
            (x, y) -> 1 / Math.exp((x - y) * (x - y)),
            ANY,
            ANY),
        unary(
            "map(number)",
            x -> Tensor.map((v, s) -> v.mul(s).tanh().pow(s), x.square(), 1.5),
            x -> Math.pow(Math.tanh(x * x * 1.5), 1.5),
            0.5,
            2),
        numbers(),
        three());
  }

  private static Expr shared(Expr x) {
    Expr s = x.sin();
    return s.mul(s).add(s.exp()).mul(x.gt(0).where(s, x));
  }

  private static double shared(double x) {
    double s = Math.sin(x);
    return (s * s + Math.exp(s)) * (x > 0 ? s : x);
  }

  private static OpCase numbers() {
    return binary(
            "map(two numbers)",
            (x, y) ->
                Tensor.mapAll(
                    in -> in.get(0).mul(in.get(2)).add(in.get(1).sin().mul(in.get(3))),
                    List.of(x, y),
                    0.5f,
                    3),
            (x, y) -> x * 0.5 + Math.sin(y) * 3,
            ANY,
            ANY)
        .refuses(
            ErrorCase.of(
                "a number of another kind",
                IllegalArgumentException.class,
                () -> Tensor.map((x, s) -> x.mul(s), Tensor.ones(2), java.math.BigDecimal.ONE),
                "map",
                "BigDecimal",
                "use a double or a long"));
  }

  private static OpCase three() {
    return OpCase.of(
            "mapAll",
            in ->
                Tensor.mapAll(
                    args -> args.get(0).mul(args.get(1)).add(args.get(2).tanh()),
                    in.get(0),
                    in.get(1),
                    in.get(2)),
            in ->
                ElementwiseCase.combine(
                    ElementwiseCase.combine(in.get(0), in.get(1), (a, b) -> a * b),
                    in.get(2),
                    (ab, c) -> ab + Math.tanh(c)))
        .sample(Input.real(-3, 3, 5), Input.real(-3, 3, 5), Input.real(-3, 3, 5))
        .sample(Input.real(-3, 3, 2, 1), Input.real(-3, 3, 3), Input.real(-3, 3))
        .sample(Input.real(-3, 3, 4, 67), Input.real(-3, 3, 67), Input.real(-3, 3, 4, 1))
        .refuses(
            ErrorCase.of(
                "no tensors",
                IllegalArgumentException.class,
                () -> Tensor.mapAll(List::getFirst),
                "map",
                "at least one"));
  }
}
