package dev.narae.conformance;

import static dev.narae.conformance.ElementwiseCase.binary;
import static dev.narae.conformance.ElementwiseCase.truth;
import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;
import java.util.function.BinaryOperator;

/** Elementwise functions of two numbers, with broadcasting. */
final class BinaryCases {
  private static final double[] ANY = {-3, 3};
  private static final double[] POSITIVE = {0.5, 3};
  private static final double[] FROM_ONE = {1, 4};

  private BinaryCases() {}

  static List<OpCase> all() {
    return List.of(
        same(binary("add", Tensor::add, (x, y) -> x + y, ANY, ANY)),
        same(binary("sub", Tensor::sub, (x, y) -> x - y, ANY, ANY)),
        same(binary("mul", Tensor::mul, (x, y) -> x * y, ANY, ANY)),
        real(binary("div", Tensor::div, (x, y) -> x / y, ANY, POSITIVE)),
        binary("pow", Tensor::pow, References::pow, POSITIVE, ANY).within(1e-5, 1e-12),
        real(binary("atan2", Tensor::atan2, Math::atan2, ANY, ANY)),
        same(binary("maximum", Tensor::maximum, Math::max, ANY, ANY)),
        same(binary("minimum", Tensor::minimum, Math::min, ANY, ANY)),
        same(binary("fmod", Tensor::fmod, (x, y) -> x % y, ANY, FROM_ONE)),
        same(binary("remainder", Tensor::remainder, References::floorMod, ANY, FROM_ONE)),
        mask("lt", Tensor::lt, (x, y) -> x < y),
        mask("le", Tensor::le, (x, y) -> x <= y),
        mask("gt", Tensor::gt, (x, y) -> x > y),
        mask("ge", Tensor::ge, (x, y) -> x >= y),
        mask("eq", Tensor::eq, (x, y) -> x == y),
        mask("ne", Tensor::ne, (x, y) -> x != y),
        mask("logicalAnd", Tensor::logicalAnd, (x, y) -> x != 0 && y != 0),
        mask("logicalOr", Tensor::logicalOr, (x, y) -> x != 0 || y != 0),
        mask("logicalXor", Tensor::logicalXor, (x, y) -> x != 0 ^ y != 0));
  }

  private interface Comparison {
    boolean test(double x, double y);
  }

  private static OpCase mask(String name, BinaryOperator<Tensor> op, Comparison comparison) {
    return binary(name, op, (x, y) -> truth(comparison.test(x, y)), ANY, ANY)
        .on(ALL, ResultType.BOOL)
        .order(0);
  }

  private static OpCase same(OpCase op) {
    return op.on(NUMBERS, ResultType.SAME);
  }

  private static OpCase real(OpCase op) {
    return op.on(NUMBERS, ResultType.FLOATING);
  }
}
