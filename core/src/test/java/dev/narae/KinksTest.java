package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Gradients where they are a matter of definition: ties, kinks, poles. All are PyTorch's, 2.14. */
final class KinksTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static double[] v(double... values) {
    return values;
  }

  private static DynamicTest one(String name, Unary function, double[] x, double... expected) {
    return dynamicTest(name, () -> check(t -> function.apply(t.getFirst()), List.of(x), expected));
  }

  private static DynamicTest two(
      String name, Binary function, double[] x, double[] y, double... expected) {
    return dynamicTest(
        name, () -> check(t -> function.apply(t.get(0), t.get(1)), List.of(x, y), expected));
  }

  private interface Unary {
    Tensor apply(Tensor x);
  }

  private interface Binary {
    Tensor apply(Tensor x, Tensor y);
  }

  private static void check(Grad.Fn function, List<double[]> inputs, double... expected) {
    List<Tensor> leaves = inputs.stream().map(x -> Tensor.of(x).requiresGrad(true)).toList();
    List<Tensor> gradients =
        Grad.of(
            List.of(function.apply(leaves).sum()), leaves, Grad.Options.DEFAULT.allowingUnused());
    Tensor all = Tensor.cat(0, gradients.toArray(Tensor[]::new));
    assertArrayEquals(expected, all.toDoubleArray(), 1e-7);
  }

  // PyTorch 2.14
  @TestFactory
  Stream<DynamicTest> extrema() {
    return Stream.of(
        one("amax", x -> x.amax(), v(2, 5, 5, 1), 0, 0.5, 0.5, 0),
        one("amin", x -> x.amin(0), v(3, 1, 1, 1), 0, 1 / 3.0, 1 / 3.0, 1 / 3.0),
        one(
            "amax over two",
            x -> x.reshape(2, 2).amax(0, 1),
            v(1, 2, 2, 2),
            0,
            1 / 3.0,
            1 / 3.0,
            1 / 3.0),
        one("max", x -> x.max(), v(2, 5, 5, 1), 0, 0.5, 0.5, 0),
        one("min", x -> x.min(), v(1, 5, 1), 0.5, 0, 0.5),
        one("cummax", x -> x.cummax(0).values(), v(1, 1, 0), 1, 2, 0),
        one("cummin", x -> x.cummin(0).values(), v(1, 1, 0), 1, 1, 1),
        one("sort", x -> x.sort(0).values().mul(Tensor.of(v(1, 2, 3))), v(1, 1, 0), 2, 3, 1),
        one("median", x -> x.median(), v(2, 3, 3, 1), 1, 0, 0, 0),
        one("median with ties", x -> x.median(), v(3, 1, 3, 3), 1 / 3.0, 0, 1 / 3.0, 1 / 3.0),
        one("median of NaN", x -> x.median(), v(NAN, 1, 3), 1, 0, 0),
        one("quantile", x -> x.quantile(0.5), v(1, 1, 2, 3), 0, 0.5, 0.5, 0),
        two("maximum", Tensor::maximum, v(1, 2, 3), v(1, 3, 2), 0.5, 0, 1, 0.5, 1, 0),
        two("minimum", Tensor::minimum, v(1, 2, 3), v(1, 3, 2), 0.5, 1, 0, 0.5, 0, 1),
        one("maximum of itself", x -> x.maximum(x), v(1, 2), 1, 1),
        one(
            "maxPool2d",
            x -> x.reshape(1, 1, 3, 3).maxPool2d(2, 2, new Window(1, 1, 0, 0, 1, 1)).values(),
            v(1, 2, 2, 2, 2, 0, 0, 2, 2),
            0,
            2,
            0,
            1,
            1,
            0,
            0,
            0,
            0));
  }

  @TestFactory
  Stream<DynamicTest> limits() {
    return Stream.of(
        one("abs", x -> x.abs(), v(-1, 0, 2), -1, 0, 1),
        one("relu", x -> x.relu(), v(-1, 0, 2), 0, 0, 1),
        one("relu6", x -> x.relu6(), v(-1, 0, 3, 6, 7), 0, 0, 1, 0, 0),
        one("hardtanh", x -> x.hardtanh(), v(-2, -1, 0, 1, 2), 0, 0, 1, 0, 0),
        one("hardsigmoid", x -> x.hardsigmoid(), v(-4, -3, 0, 3, 4), 0, 0, 1 / 6.0, 0, 0),
        one("hardswish", x -> x.hardswish(), v(-4, -3, 0, 3, 4), 0, 0, 0.5, 1, 1),
        one("leakyRelu", x -> x.leakyRelu(0.1), v(-1, 0, 1), 0.1, 0.1, 1),
        one("elu", x -> x.elu(), v(-1, 0, 1), Math.exp(-1), 1, 1),
        one("celu", x -> x.celu(), v(-1, 0, 1), Math.exp(-1), 1, 1),
        one("selu", x -> x.selu(), v(0), 1.7580993408473766),
        one("softsign", x -> x.softsign(), v(0), 1),
        one("softplus", x -> x.softplus(), v(0), 0.5),
        one("hardshrink", x -> x.hardshrink(), v(-0.5, 0, 0.5, 1), 0, 0, 0, 1),
        one("softshrink", x -> x.softshrink(), v(-0.5, 0, 0.5, 1), 0, 0, 0, 1),
        one("threshold", x -> x.threshold(1, 5), v(0, 1, 2), 0, 0, 1),
        one("clamp", x -> x.clamp(-1, 1), v(-2, -1, 0, 1, 2, NAN), 0, 1, 1, 1, 0, 0),
        one("clamp with limits crossed", x -> x.clamp(1, -1), v(-2, 0, 2), 0, 0, 0),
        one("clampMin", x -> x.clampMin(1), v(0, 1, 2), 0, 1, 1),
        one("clampMax", x -> x.clampMax(1), v(0, 1, 2), 1, 1, 0),
        one("sign", x -> x.sign(), v(0, 1), 0, 0),
        one("floor", x -> x.floor(), v(1, 1.5), 0, 0),
        two("fmod", Tensor::fmod, v(4, -5), v(2, 3), 1, 1, -2, 1),
        two("remainder", Tensor::remainder, v(4, -5), v(2, 3), 1, 1, -2, 2),
        two(
            "l1Loss",
            (x, y) -> x.l1Loss(y, Reduction.SUM),
            v(-1, 0, 1),
            v(0, 0, 0),
            -1,
            0,
            1,
            1,
            0,
            -1),
        one(
            "huberLoss",
            x -> x.huberLoss(Tensor.zerosLike(x), 1, Reduction.SUM),
            v(-1, 0, 1, 2),
            -1,
            0,
            1,
            1),
        one(
            "smoothL1Loss",
            x -> x.smoothL1Loss(Tensor.zerosLike(x), 1, Reduction.SUM),
            v(-1, 0, 1, 2),
            -1,
            0,
            1,
            1));
  }

  @TestFactory
  Stream<DynamicTest> poles() {
    return Stream.of(
        one("sqrt", x -> x.sqrt(), v(0, 4), INF, 0.25),
        one("rsqrt", x -> x.rsqrt(), v(0, 4), -INF, -0.0625),
        one("log", x -> x.log(), v(0, 1), INF, 1),
        one("reciprocal", x -> x.reciprocal(), v(0), -INF),
        one("asin", x -> x.asin(), v(1), INF),
        one("acos", x -> x.acos(), v(1), -INF),
        one("x^0", x -> x.pow(0), v(0, 2, NAN), 0, 0, 0),
        one("x^1", x -> x.pow(1), v(0, 2), 1, 1),
        one("x^2", x -> x.pow(2), v(0, 2), 0, 4),
        one("x^0.5", x -> x.pow(0.5), v(0, 4), INF, 0.25),
        one("x^-1", x -> x.pow(-1), v(0, 2), -INF, -0.25),
        two(
            "0^y",
            Tensor::pow,
            v(0, 0, 0, 2, 0),
            v(0, 2, 0.5, 0, 1),
            0,
            0,
            INF,
            0,
            1,
            0,
            0,
            0,
            Math.log(2),
            0),
        two("a negative base", Tensor::pow, v(-2, -2), v(2, 3), -4, 12, NAN, NAN),
        one("erfc", x -> x.erfc(), v(INF, -INF, 30), 0, 0, 0),
        one("ndtr", x -> x.ndtr(), v(INF, -INF), 0, 0),
        one("erfinv", x -> x.erfinv(), v(1, -1), INF, INF),
        one("ndtri", x -> x.ndtri(), v(0, -0.0, 1), INF, INF, INF),
        one("lgamma", x -> x.lgamma(), v(INF), INF),
        one("sinc", x -> x.sinc(), v(0, 1e-310, 1e-3), 0, 0, -3.2898648867414845e-3),
        one("cosh", x -> x.cosh().mul(1e-307), v(710.2, -710.4), 13.643036845527, -16.663642832806),
        one("sinh", x -> x.sinh().mul(1e-307), v(710.2, -710.4), 13.643036845527, 16.663642832806),
        two("1^y", Tensor::pow, v(1, 1), v(INF, -INF), INF, -INF, 0, 0),
        two("atan2", Tensor::atan2, v(0, 1), v(0, 0), 0, 0, 0, -1),
        two("xlogy", Tensor::xlogy, v(0), v(2), Math.log(2), 0),
        one("std of equals", x -> x.std(), v(1, 1), 0, 0));
  }

  @TestFactory
  Stream<DynamicTest> branchesAndRepetitions() {
    return Stream.of(
        one("NaN in the branch not taken", x -> x.gt(0).where(x.log(), x), v(1, 0, -1), 1, NAN, 1),
        one(
            "NaN replaced first",
            x -> x.isNaN().where(Tensor.zerosLike(x), x.mul(3)),
            v(NAN, 2),
            0,
            3),
        one("prod with a zero", x -> x.prod(), v(0, 2, 3), 6, 0, 0),
        one("prod with two zeros", x -> x.prod(), v(0, 0, 3), 0, 0, 0),
        one("cumprod with a zero", x -> x.cumprod(0), v(2, 0, 3), 1, 8, 0),
        one("expand", x -> x.expand(3, 2), v(1, 2), 3, 3),
        one(
            "indexSelect with repetitions",
            x -> x.indexSelect(0, Tensor.of(new long[] {0, 0, 1})).mul(Tensor.of(v(1, 2, 4))),
            v(1, 2),
            3,
            4),
        one(
            "take with repetitions",
            x -> x.take(Tensor.of(new long[] {1, 1, 0})).mul(Tensor.of(v(1, 2, 4))),
            v(1, 2),
            4,
            3));
  }
}
