package dev.narae.conformance;

import static dev.narae.conformance.ElementwiseCase.binary;
import static dev.narae.conformance.ElementwiseCase.unary;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;
import java.util.stream.Stream;

/** Functions of real numbers beyond the elementary ones. */
final class RealFunctionCases {
  private static final double[] ANY = {-3, 3};
  private static final double[] POSITIVE = {0.5, 4};

  private RealFunctionCases() {}

  static List<OpCase> all() {
    return Stream.of(hyperbolic(), special(), others(), pairs()).flatMap(List::stream).toList();
  }

  private static List<OpCase> hyperbolic() {
    return List.of(
        unary("asinh", Tensor::asinh, RealFunctionCases::asinh, -4, 4),
        unary("acosh", Tensor::acosh, x -> Math.log(x + Math.sqrt(x * x - 1)), 1, 5),
        unary("atanh", Tensor::atanh, x -> 0.5 * Math.log((1 + x) / (1 - x)), -1, 1)
            .within(1e-5, 1e-12));
  }

  private static double asinh(double x) {
    double a = Math.abs(x);
    return Math.copySign(a > 1e8 ? Math.log(2) + Math.log(a) : Math.log(a + Math.hypot(a, 1)), x);
  }

  private static List<OpCase> special() {
    return List.of(
        unary("erfc", Tensor::erfc, x -> 1 - References.erf(x), -3, 3),
        scaledErfc(),
        unary("erfcx", Tensor::erfcx, RealFunctionCases::erfcx, -2, 6).within(1e-4, 1e-10),
        unary("erfinv", Tensor::erfinv, RealFunctionCases::erfinv, -1, 1).within(1e-5, 1e-12),
        unary("ndtr", Tensor::ndtr, x -> 0.5 + 0.5 * References.erf(x * Math.sqrt(0.5)), -4, 4),
        unary("logNdtr", Tensor::logNdtr, RealFunctionCases::logNdtr, -9, 3).within(1e-5, 1e-10),
        unary("ndtri", Tensor::ndtri, p -> Math.sqrt(2) * erfinv(2 * p - 1), 0, 1)
            .within(1e-5, 1e-12),
        unary("lgamma(far)", Tensor::lgamma, RealFunctionCases::endless, -3e38, -1e37)
            .on(OpCase.SINGLE_AND_DOUBLE, ResultType.SAME)
            .order(0),
        unary("lgamma", Tensor::lgamma, References::logGamma, -4, 12).within(1e-5, 1e-12),
        unary("digamma", Tensor::digamma, References::digamma, -4, 12).within(1e-4, 1e-11));
  }

  /** What the logarithm of the gamma function is where single precision has but whole numbers. */
  private static double endless(double x) {
    return x < -10 ? Double.POSITIVE_INFINITY : References.logGamma(x);
  }

  private static double erfcx(double x) {
    return x > 2.5 ? References.scaledErfc(x) : (1 - References.erf(x)) * Math.exp(x * x);
  }

  /** By Newton's method, which does not overshoot from 0. */
  private static double erfinv(double y) {
    if (!(Math.abs(y) < 1)) {
      return Math.abs(y) == 1 ? y * Double.POSITIVE_INFINITY : Double.NaN;
    }
    double x = 0;
    for (int i = 0; i < 60; i++) {
      x -= (References.erf(x) - y) * Math.sqrt(Math.PI) / 2 * Math.exp(x * x);
    }
    return x;
  }

  private static double logNdtr(double x) {
    double z = -x * Math.sqrt(0.5);
    return x < -3
        ? Math.log(0.5 * References.scaledErfc(z)) - z * z
        : Math.log(0.5 - 0.5 * References.erf(z));
  }

  /** Relative to its size the function is as exact where it is tiny. */
  private static OpCase scaledErfc() {
    return OpCase.of(
            "erfc(times e^x²)",
            in -> in.get(0).erfc().mul(in.get(0).square().exp()),
            in -> in.get(0).map(References::scaledErfc))
        .on(OpCase.SINGLE_AND_DOUBLE, OpCase.ResultType.SAME)
        .within(1e-4, 1e-12)
        .sample(Input.real(2, 6, 9))
        .sample(Input.real(6, 8, 2, 40));
  }

  private static List<OpCase> others() {
    return Stream.of(
            unary("exp2", Tensor::exp2, x -> Math.pow(2, x), -3, 3).within(1e-5, 1e-12),
            unary("sinc", Tensor::sinc, RealFunctionCases::sinc, -3, 3).within(1e-5, 1e-12),
            unary("sinc(tiny)", x -> x.mul(1e-40).sinc(), x -> sinc(x * 1e-40), -3, 3),
            unary("logit", Tensor::logit, x -> Math.log(x / (1 - x)), 0, 1).within(1e-5, 1e-12),
            unary("logit(eps)", x -> x.logit(0.25), RealFunctionCases::logit, 0, 1),
            unary("entr", Tensor::entr, RealFunctionCases::entr, 0, 4),
            unary("deg2rad", Tensor::deg2rad, Math::toRadians, -180, 180),
            unary("rad2deg", Tensor::rad2deg, Math::toDegrees, -3, 3))
        .map(op -> op.on(NUMBERS, ResultType.FLOATING))
        .toList();
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double logit(double x) {
    double limited = Math.min(Math.max(x, 0.25), 0.75);
    return Math.log(limited / (1 - limited));
  }

  private static List<OpCase> pairs() {
    return Stream.of(
            binary("hypot", Tensor::hypot, RealFunctionCases::hypot, ANY, ANY),
            binary("logaddexp", Tensor::logaddexp, RealFunctionCases::logaddexp, ANY, ANY),
            binary("logaddexp2", Tensor::logaddexp2, RealFunctionCases::logaddexp2, ANY, ANY),
            binary("xlog1py", Tensor::xlog1py, RealFunctionCases::xlog1py, ANY, POSITIVE),
            binary("xlogy", Tensor::xlogy, RealFunctionCases::xlogy, ANY, POSITIVE))
        .map(op -> op.on(NUMBERS, ResultType.FLOATING))
        .toList();
  }

  private static double hypot(double x, double y) {
    return Double.isNaN(x) || Double.isNaN(y) ? Double.NaN : Math.hypot(x, y);
  }

  private static double logaddexp(double x, double y) {
    return x == y ? x + Math.log(2) : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
  }

  private static double xlogy(double x, double y) {
    return x == 0 && y <= 0 ? 0 : x * Math.log(y);
  }

  private static double xlog1py(double x, double y) {
    return x == 0 && y <= -1 ? 0 : x * Math.log1p(y);
  }

  private static double logaddexp2(double x, double y) {
    return x == y
        ? x + 1
        : Math.max(x, y) + Math.log1p(Math.pow(2, -Math.abs(x - y))) / Math.log(2);
  }

  private static double entr(double x) {
    return x < 0 ? Double.NEGATIVE_INFINITY : x == 0 ? 0 : -x * Math.log(x);
  }
}
