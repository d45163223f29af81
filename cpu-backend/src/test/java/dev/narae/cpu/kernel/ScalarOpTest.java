package dev.narae.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.expr.ScalarOp;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operator in each computing dtype and form, against the reference in double. */
class ScalarOpTest {
  private static final int COUNT = 1027;
  private static final List<DType> COMPUTE = List.of(DType.I32, DType.I64, DType.F32, DType.F64);

  static Stream<Arguments> cases() {
    return Stream.of(ScalarOp.values())
        .flatMap(
            op ->
                COMPUTE.stream()
                    .filter(dtype -> dtype.isFloating() ? !op.isIntegral() : !op.isFloating())
                    .map(dtype -> Arguments.of(op, dtype)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithReference(ScalarOp op, DType dtype) {
    List<View> inputs = inputs(op, dtype);
    View scalar = run(Forms.SCALAR, op, dtype, inputs);
    for (int i = 0; i < COUNT; i++) {
      double expected = reference(op, dtype, inputs, i);
      Data.assertClose(
          expected, Data.element(scalar, i), dtype == DType.F32 ? 1e-6 : 1e-14, op + " " + dtype);
    }
    for (Kernels other : Forms.OTHERS) {
      View again = run(other, op, dtype, inputs);
      assertArrayEquals(Data.elements(scalar), Data.elements(again));
    }
  }

  private static double reference(ScalarOp op, DType dtype, List<View> inputs, int i) {
    double[] args = inputs.stream().mapToDouble(view -> Data.element(view, i)).toArray();
    if (op == ScalarOp.REM && args[1] == 0 && !dtype.isFloating()) {
      return 0;
    }
    double value = op.eval(args);
    if (op.isIntegral()) {
      return dtype == DType.I32 ? (int) (long) value : value;
    }
    return dtype == DType.F32 ? (float) value : value;
  }

  private static List<View> inputs(ScalarOp op, DType dtype) {
    Random random = new Random(op.name().hashCode());
    List<View> inputs = new ArrayList<>();
    for (int i = 0; i < op.arity(); i++) {
      DType input = op.operandIsMask(i) ? DType.BOOL : dtype;
      inputs.add(Data.random(Data.zeros(input, COUNT), random));
    }
    return inputs;
  }

  private static View run(Kernels kernels, ScalarOp op, DType dtype, List<View> inputs) {
    Expr[] args = new Expr[op.arity()];
    for (int i = 0; i < args.length; i++) {
      args[i] = Expr.arg(i);
    }
    DType result = op.isMask() ? DType.BOOL : dtype;
    Kernel kernel = Formula.of("test", op.arity(), 0, Expr.apply(op, args)).kernel(dtype, result);
    View out = Data.over(result, Layout.of(Shape.of(COUNT), new long[] {1}, 3));
    kernels.map(kernel, new long[0], inputs, out);
    return out;
  }
}
