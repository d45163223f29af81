package dev.narae.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.cpu.CpuTestThreads;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.spi.Layout;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reductions over all kinds of axes, against a plain loop in double. */
class ReduceTest {
  private static final long[] NONE = {};
  private static final Formula SQUARE = Formula.unary("square", x -> x.mul(x));
  private static final Formula SAME = Formula.unary("same", x -> x);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void agreesWithPlainLoop(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 15; i++) {
      Shape shape = LayoutTest.randomShape(random);
      DType dtype = DType.values()[random.nextInt(6)];
      View input = LayoutTest.randomLayout(dtype, shape, true, random);
      Data.random(input, random);
      long[] kept = shape.dims();
      for (int d = 0; d < kept.length; d++) {
        kept[d] = random.nextBoolean() ? kept[d] : 1;
      }
      boolean empty = shape.size() == 0;
      ReduceKind kind = ReduceKind.values()[random.nextInt(empty ? 2 : 4)];
      DType result = dtype.isFloating() ? dtype : DType.I64;
      View out = LayoutTest.randomLayout(result, Shape.of(kept), false, random);
      Kernel kernel = (random.nextBoolean() ? SAME : SQUARE).kernel(result, result);
      Forms.SCALAR.reduce(kind, kernel, NONE, List.of(input), out);
      boolean squared = kernel.body().depth() > 0;
      compare(expected(kind, input, out, squared), out, kind + " of " + input + " to " + out);
      assertFormsAgree(kind, kernel, List.of(input), out);
    }
  }

  private static double[] expected(ReduceKind kind, View input, View out, boolean squared) {
    double[] totals = new double[Math.toIntExact(out.shape().size())];
    Arrays.fill(totals, neutral(kind));
    for (long e = 0; e < input.shape().size(); e++) {
      int target = 0;
      long rest = e;
      int unit = 1;
      for (int d = input.shape().rank() - 1; d >= 0; d--) {
        long index = rest % input.shape().dim(d);
        rest /= input.shape().dim(d);
        target += out.shape().dim(d) == 1 ? 0 : (int) index * unit;
        unit *= (int) out.shape().dim(d);
      }
      double value = Data.element(input, e);
      totals[target] = join(kind, totals[target], squared ? value * value : value);
    }
    return totals;
  }

  private static double neutral(ReduceKind kind) {
    return switch (kind) {
      case SUM -> 0;
      case PROD -> 1;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  private static double join(ReduceKind kind, double a, double b) {
    return switch (kind) {
      case SUM -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  private static void compare(double[] expected, View out, String what) {
    for (int i = 0; i < expected.length; i++) {
      // A product of whole numbers in double is not the one that wraps around.
      boolean comparable = out.dtype().isFloating() || Math.abs(expected[i]) < 1e15;
      boolean inRange = out.dtype() != DType.F32 || Math.abs(expected[i]) < 1e37;
      boolean normal = expected[i] == 0 || Math.abs(expected[i]) > 1e-30;
      if (comparable && inRange && normal) {
        double slack = out.dtype() == DType.F32 ? 3e-5 : 1e-10;
        double actual = Data.element(out, i);
        assertEquals(expected[i], actual, slack * (1 + Math.abs(expected[i])), what);
      }
    }
  }

  private static void assertFormsAgree(
      ReduceKind kind, Kernel kernel, List<View> inputs, View out) {
    byte[] expected = Data.bytes(out);
    for (Kernels other : Forms.OTHERS) {
      View again = Data.over(out.dtype(), out.layout());
      other.reduce(kind, kernel, NONE, inputs, again);
      assertArrayEquals(expected, Data.bytes(again), () -> kind + " of " + inputs + " to " + out);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nanWins(ReduceKind kind) {
    View input = Data.random(Data.zeros(DType.F32, 300), new Random(1));
    Data.set(input, 137, Double.NaN);
    View out = Data.zeros(DType.F32, 1);
    Kernel kernel = SAME.kernel(DType.F32, DType.F32);
    for (Kernels kernels : List.of(Forms.SCALAR, Forms.VECTOR_512)) {
      kernels.reduce(kind, kernel, NONE, List.of(input), out);
      assertEquals(Double.NaN, Data.element(out, 0));
    }
  }

  /** Few rows: columns in two strips, written without a detour; many: parts that are joined. */
  @ParameterizedTest
  @ValueSource(ints = {64, 256, 300, 1100})
  void columnsInStripsAndRowsInParts(int rows) {
    Random random = new Random(rows);
    View input = Data.zeros(DType.F32, rows, 1000);
    Data.random(input, random);
    Kernel kernel = SAME.kernel(DType.F32, DType.F32);
    for (ReduceKind kind : List.of(ReduceKind.SUM, ReduceKind.MAX)) {
      View out = Data.zeros(DType.F32, 1, 1000);
      Forms.SCALAR.reduce(kind, kernel, NONE, List.of(input), out);
      compare(expected(kind, input, out, false), out, kind + " of " + rows + " rows");
      assertFormsAgree(kind, kernel, List.of(input), out);
    }
  }

  @Test
  void sumOfManyFloatsIsAccurate() {
    View input = Data.fill(Data.zeros(DType.F32, 4, 250_000), () -> 0.1f);
    Kernel kernel = SAME.kernel(DType.F32, DType.F32);
    for (View out : List.of(Data.zeros(DType.F32, 1, 1), Data.zeros(DType.F32, 4, 1))) {
      Forms.VECTOR_512.reduce(ReduceKind.SUM, kernel, NONE, List.of(input), out);
      double expected = 0.1f * 1e6 / out.shape().size();
      assertEquals(expected, Data.element(out, 0), 2e-7 * expected);
    }
  }

  @Test
  void sumOfTruthsInLongs() {
    View input = Data.fill(Data.zeros(DType.BOOL, 100_000), () -> 1);
    View out = Data.zeros(DType.I64, 1);
    Kernel kernel = SAME.kernel(DType.I64, DType.I64);
    Forms.VECTOR_512.reduce(ReduceKind.SUM, kernel, NONE, List.of(input), out);
    assertEquals(100_000, Data.element(out, 0));
  }

  @Test
  void threadsDoNotChangeTheResult() {
    Random random = new Random(5);
    View long1 = Data.random(Data.zeros(DType.F32, 900_001), random);
    View tall = Data.random(Data.zeros(DType.F32, 60_000, 17), random);
    View cube = Data.random(Data.zeros(DType.F32, 40, 30, 500), random);
    Kernel kernel = SQUARE.kernel(DType.F32, DType.F32);
    List<List<View>> calls =
        List.of(
            List.of(long1, Data.zeros(DType.F32, 1)),
            List.of(tall, Data.zeros(DType.F32, 1, 17)),
            List.of(tall, Data.zeros(DType.F32, 60_000, 1)),
            List.of(cube, Data.zeros(DType.F32, 1, 30, 1)),
            List.of(cube, Data.zeros(DType.F32, 40, 1, 500)));
    for (List<View> call : calls) {
      Forms.SCALAR.reduce(ReduceKind.SUM, kernel, NONE, List.of(call.get(0)), call.get(1));
      byte[] expected = Data.bytes(call.get(1));
      for (int threads = 1; threads <= 3; threads++) {
        CpuTestThreads.with(
            threads,
            parallel -> {
              Kernels kernels = new Kernels(parallel, 512, Tier.TIERED, Forms.WARMUP);
              View out = Data.over(DType.F32, Layout.contiguous(call.get(1).shape()));
              kernels.reduce(ReduceKind.SUM, kernel, NONE, List.of(call.get(0)), out);
              assertArrayEquals(expected, Data.bytes(out));
            });
      }
    }
  }
}
