package dev.narae.conformance;

import static dev.narae.conformance.ElementwiseCase.binary;
import static dev.narae.conformance.ElementwiseCase.unary;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;

/** Activation functions with parameters. */
final class ParameterCases {
  private static final double[] ANY = {-3, 3};

  private ParameterCases() {}

  static List<OpCase> all() {
    return List.of(
        unary("leakyRelu()", Tensor::leakyRelu, x -> x > 0 ? x : 0.01 * x, -3, 3),
        unary("elu(alpha)", x -> x.elu(0.7), x -> x > 0 ? x : 0.7 * Math.expm1(x), -3, 3),
        unary("celu", Tensor::celu, x -> x > 0 ? x : Math.expm1(x), -3, 3),
        unary("celu(alpha)", x -> x.celu(0.7), x -> x > 0 ? x : 0.7 * Math.expm1(x / 0.7), -3, 3),
        unary("geluTanh", Tensor::geluTanh, ParameterCases::geluTanh, -3, 3),
        unary("geluTanh(large)", Tensor::geluTanh, ParameterCases::geluTanh, 2e38, 3e38)
            .on(OpCase.SINGLE_AND_DOUBLE, OpCase.ResultType.SAME)
            .order(0),
        unary("softplus(beta)", x -> x.softplus(2), x -> References.softplus(2 * x) / 2, -3, 3),
        unary(
            "softplus(beta, threshold)",
            x -> x.softplus(2, 3),
            x -> 2 * x > 3 ? x : References.softplus(2 * x) / 2,
            -3,
            3),
        unary("hardtanh(low, high)", x -> x.hardtanh(-0.5, 2), x -> clamp(x, -0.5, 2), -3, 3),
        unary("hardshrink", Tensor::hardshrink, x -> Math.abs(x) <= 0.5 ? 0 : x, -3, 3),
        unary("hardshrink(lambda)", x -> x.hardshrink(1), x -> Math.abs(x) <= 1 ? 0 : x, -3, 3),
        unary("softshrink", Tensor::softshrink, x -> shrink(x, 0.5), -3, 3),
        unary("softshrink(lambda)", x -> x.softshrink(1), x -> shrink(x, 1), -3, 3),
        unary("tanhshrink", Tensor::tanhshrink, x -> x - Math.tanh(x), -3, 3),
        unary("threshold", x -> x.threshold(0.5, -2), x -> x <= 0.5 ? -2 : x, -3, 3)
            .on(NUMBERS, ResultType.FLOATING),
        binary("prelu", Tensor::prelu, (x, w) -> x > 0 ? x : x * w, ANY, ANY),
        channels());
  }

  private static double geluTanh(double x) {
    return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  private static double clamp(double x, double low, double high) {
    return Math.min(Math.max(x, low), high);
  }

  private static double shrink(double x, double by) {
    return x > by ? x - by : x < -by ? x + by : Double.isNaN(x) ? x : 0;
  }

  /** One weight a channel, which is dimension 1. */
  private static OpCase channels() {
    return OpCase.of(
            "prelu(channels)",
            in -> in.get(0).prelu(in.get(1)),
            in -> {
              Values x = in.get(0);
              Values w = in.get(1);
              return Values.generate(x.shape(), i -> x.at(i) > 0 ? x.at(i) : x.at(i) * w.at(i[1]));
            })
        .sample(Input.real(-3, 3, 2, 3, 2), Input.real(-1, 1, 3))
        .sample(Input.real(-3, 3, 4, 3), Input.real(-1, 1, 3))
        .sample(Input.real(-3, 3, 2, 5, 3, 7), Input.real(-1, 1, 5))
        .refuses(
            ErrorCase.of(
                "another number of channels",
                ShapeException.class,
                () -> Tensor.ones(2, 3, 4).prelu(Tensor.ones(4)),
                "prelu",
                "[2, 3, 4]",
                "[4]",
                "one weight a channel"));
  }
}
