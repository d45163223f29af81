package dev.narae.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.expr.ScalarOp;
import dev.narae.spi.View;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The error of single-precision functions over all floats, and their values at special ones. */
class FloatMathTest {
  private static final int SAMPLES = 20_000;
  private static final long[] NONE = {};
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    88.7228,
    88.73,
    -87.4,
    -103.9,
    -104.1,
    0x1p24,
    -0x1p31
  };

  @ParameterizedTest
  @EnumSource(
      names = {
        "EXP", "EXPM1", "LOG", "LOG1P", "TANH", "SIGMOID", "ERF", "SQRT", "SIN", "COS", "FLOOR",
        "ROUND"
      })
  void errorIsSmallEverywhere(ScalarOp op) {
    Random random = new Random(op.name().hashCode());
    View allBits = Data.zeros(DType.F32, SAMPLES);
    Data.fill(allBits, () -> Float.intBitsToFloat(random.nextInt()));
    View nearOne = Data.zeros(DType.F32, SAMPLES);
    Data.fill(nearOne, () -> random.nextGaussian() * (random.nextBoolean() ? 1 : 30));
    View special = Data.zeros(DType.F32, SPECIAL.length);
    for (int i = 0; i < SPECIAL.length; i++) {
      Data.set(special, i, SPECIAL[i]);
    }
    Formula formula = Formula.of("test", 1, 0, Expr.apply(op, Expr.arg(0)));
    Kernel kernel = formula.kernel(DType.F32, DType.F32);
    for (View input : List.of(allBits, nearOne, special)) {
      View out = Data.zeros(DType.F32, input.shape().dim(0));
      Forms.SCALAR.map(kernel, NONE, List.of(input), out);
      assertError(op, input, out);
      View vector = Data.zeros(DType.F32, input.shape().dim(0));
      Forms.VECTOR_512.map(kernel, NONE, List.of(input), vector);
      assertArrayEquals(Data.elements(out), Data.elements(vector));
    }
  }

  private static void assertError(ScalarOp op, View input, View out) {
    double limit = op == ScalarOp.EXP ? 2 : 4;
    double worst = 0;
    double worstAt = 0;
    for (long i = 0; i < input.shape().size(); i++) {
      double x = Data.element(input, i);
      double error = ulps(op.eval(x), (float) Data.element(out, i));
      if (!(error <= worst)) {
        worst = error;
        worstAt = x;
      }
    }
    String message = op + " of " + worstAt + " is off by " + worst + " ulp";
    assertTrue(worst <= limit, message);
  }

  /** The error in units of the last place of the exact value; a wrong sign of zero is infinite. */
  private static double ulps(double exact, float actual) {
    float rounded = (float) exact;
    if (Float.compare(rounded, actual) == 0) {
      return 0;
    }
    if (Float.isNaN(rounded) || Float.isNaN(actual) || rounded == actual) {
      return Double.POSITIVE_INFINITY;
    }
    if (Float.isInfinite(rounded)) {
      return actual == Math.copySign(Float.MAX_VALUE, rounded) ? 1 : Double.POSITIVE_INFINITY;
    }
    return Math.abs(exact - actual) / Math.ulp(rounded);
  }

  static Stream<ScalarOp> binary() {
    return Stream.of(ScalarOp.POW, ScalarOp.ATAN2, ScalarOp.REM, ScalarOp.MAX, ScalarOp.MIN);
  }

  @ParameterizedTest
  @MethodSource("binary")
  void specialPairs(ScalarOp op) {
    int count = SPECIAL.length * SPECIAL.length;
    View a = Data.zeros(DType.F32, count);
    View b = Data.zeros(DType.F32, count);
    for (int i = 0; i < count; i++) {
      Data.set(a, i, SPECIAL[i / SPECIAL.length]);
      Data.set(b, i, SPECIAL[i % SPECIAL.length]);
    }
    Expr body = Expr.apply(op, Expr.arg(0), Expr.arg(1));
    Kernel kernel = Formula.of("test", 2, 0, body).kernel(DType.F32, DType.F32);
    for (Kernels kernels : List.of(Forms.SCALAR, Forms.VECTOR_512)) {
      View out = Data.zeros(DType.F32, count);
      kernels.map(kernel, NONE, List.of(a, b), out);
      for (int i = 0; i < count; i++) {
        double exact = op.eval(Data.element(a, i), Data.element(b, i));
        double error = ulps(exact, (float) Data.element(out, i));
        int at = i;
        assertTrue(
            error <= 4,
            () -> op + " of " + Data.element(a, at) + " and " + Data.element(b, at) + " " + exact);
      }
    }
  }
}
