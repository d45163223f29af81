package dev.narae.conformance;

import static dev.narae.conformance.ElementwiseCase.unary;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;

/** The activation functions of neural networks. */
final class ActivationCases {
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_SCALE = 1.0507009873554805;

  private ActivationCases() {}

  static List<OpCase> all() {
    return List.of(
        unary("relu", Tensor::relu, x -> Math.max(x, 0), -3, 3).on(NUMBERS, ResultType.SAME),
        unary("relu6", Tensor::relu6, x -> Math.min(Math.max(x, 0), 6), -3, 9),
        unary("leakyRelu", x -> x.leakyRelu(0.2), x -> x > 0 ? x : 0.2 * x, -3, 3),
        unary("elu", Tensor::elu, x -> x > 0 ? x : Math.expm1(x), -3, 3),
        unary(
            "selu",
            Tensor::selu,
            x -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
            -3,
            3),
        unary("silu", Tensor::silu, x -> x * References.sigmoid(x), -4, 4),
        unary("gelu", Tensor::gelu, ActivationCases::gelu, -3, 3),
        unary("mish", Tensor::mish, x -> x * Math.tanh(References.softplus(x)), -3, 3),
        unary("softplus", Tensor::softplus, References::softplus, -4, 4),
        unary("logsigmoid", Tensor::logsigmoid, x -> -References.softplus(-x), -4, 4),
        unary("softsign", Tensor::softsign, x -> x / (1 + Math.abs(x)), -3, 3),
        unary("hardtanh", Tensor::hardtanh, x -> Math.min(Math.max(x, -1), 1), -3, 3),
        unary("hardsigmoid", Tensor::hardsigmoid, ActivationCases::hardsigmoid, -5, 5),
        unary("hardswish", Tensor::hardswish, x -> x * hardsigmoid(x), -5, 5));
  }

  private static double gelu(double x) {
    return 0.5 * x * (1 + References.erf(x / Math.sqrt(2)));
  }

  private static double hardsigmoid(double x) {
    return Math.min(Math.max(x + 3, 0), 6) / 6;
  }
}
