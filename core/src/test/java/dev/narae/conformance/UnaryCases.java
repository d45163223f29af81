package dev.narae.conformance;

import static dev.narae.conformance.ElementwiseCase.truth;
import static dev.narae.conformance.ElementwiseCase.unary;
import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.NUMBERS;
import static dev.narae.conformance.OpCase.SINGLE_AND_DOUBLE;

import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;

/** Elementwise functions of one number from arithmetic and analysis. */
final class UnaryCases {
  private UnaryCases() {}

  static List<OpCase> all() {
    return List.of(
        same(unary("neg", Tensor::neg, x -> -x, -3, 3)),
        same(unary("abs", Tensor::abs, Math::abs, -3, 3)),
        same(unary("square", Tensor::square, x -> x * x, -3, 3)),
        same(unary("sign", Tensor::sign, x -> Double.isNaN(x) ? 0 : Math.signum(x), -3, 3)),
        same(unary("floor", Tensor::floor, Math::floor, -3, 3)),
        same(unary("ceil", Tensor::ceil, Math::ceil, -3, 3)),
        same(unary("trunc", Tensor::trunc, x -> x < 0 ? Math.ceil(x) : Math.floor(x), -3, 3)),
        same(unary("round", Tensor::round, Math::rint, -3, 3)),
        real(unary("sqrt", Tensor::sqrt, Math::sqrt, 0, 4)),
        real(unary("rsqrt", Tensor::rsqrt, x -> 1 / Math.sqrt(x), 0.5, 4)),
        real(unary("reciprocal", Tensor::reciprocal, x -> 1 / x, 0.5, 4)),
        real(unary("exp", Tensor::exp, Math::exp, -3, 3)),
        real(unary("expm1", Tensor::expm1, Math::expm1, -3, 3)),
        real(unary("log", Tensor::log, Math::log, 0.5, 4)),
        real(unary("log1p", Tensor::log1p, Math::log1p, -0.5, 4)),
        real(unary("log2", Tensor::log2, x -> Math.log(x) / Math.log(2), 0.5, 4)),
        real(unary("log10", Tensor::log10, Math::log10, 0.5, 4)),
        real(unary("sin", Tensor::sin, Math::sin, -7, 7)),
        real(unary("cos", Tensor::cos, Math::cos, -7, 7)),
        real(unary("tan", Tensor::tan, Math::tan, -1, 1)).within(1e-5, 1e-12),
        real(unary("asin", Tensor::asin, Math::asin, -1, 1)),
        real(unary("acos", Tensor::acos, Math::acos, -1, 1)),
        real(unary("atan", Tensor::atan, Math::atan, -5, 5)),
        real(unary("sinh", Tensor::sinh, Math::sinh, -3, 3)),
        large(unary("sinh(large)", Tensor::sinh, Math::sinh, 88, 89.4)),
        real(unary("cosh", Tensor::cosh, Math::cosh, -3, 3)),
        large(unary("cosh(large)", Tensor::cosh, Math::cosh, -89.4, -88)),
        real(unary("tanh", Tensor::tanh, Math::tanh, -3, 3)),
        real(unary("sigmoid", Tensor::sigmoid, References::sigmoid, -4, 4)),
        real(unary("erf", Tensor::erf, References::erf, -3, 3)),
        mask(unary("isNaN", Tensor::isNaN, x -> truth(Double.isNaN(x)), -3, 3)),
        mask(unary("isInf", Tensor::isInf, x -> truth(Double.isInfinite(x)), -3, 3)),
        mask(unary("isFinite", Tensor::isFinite, x -> truth(Double.isFinite(x)), -3, 3)),
        mask(unary("logicalNot", Tensor::logicalNot, x -> truth(x == 0), -1, 1))
            .on(ALL, ResultType.BOOL));
  }

  private static OpCase same(OpCase op) {
    return op.on(NUMBERS, ResultType.SAME);
  }

  private static OpCase real(OpCase op) {
    return op.on(NUMBERS, ResultType.FLOATING);
  }

  /** Where e^x overflows in F32 and the result does not. */
  private static OpCase large(OpCase op) {
    return op.on(SINGLE_AND_DOUBLE, ResultType.SAME);
  }

  private static OpCase mask(OpCase op) {
    return op.on(NUMBERS, ResultType.BOOL).order(0);
  }
}
