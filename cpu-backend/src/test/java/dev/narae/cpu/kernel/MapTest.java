package dev.narae.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.CpuTestThreads;
import dev.narae.cpu.Warmup;
import dev.narae.cpu.vector.ConvVectorWidth;
import dev.narae.cpu.vector.VectorClasses;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.expr.Philox;
import dev.narae.expr.SpecialFunctions;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kernels do beyond single operators. */
class MapTest {
  private static final long[] NONE = {};

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void uniformFollowsPhilox(int word) {
    long key = 0x9876_5432_1357_9BDFL;
    Formula formula = Formula.of("uniform", 0, 1, Expr.uniform(0, word));
    for (Kernels kernels : List.of(Forms.SCALAR, Forms.VECTOR_512, Forms.VECTOR_128)) {
      View single = Data.zeros(DType.F32, 101);
      kernels.map(formula.kernel(DType.F32, DType.F32), new long[] {key}, List.of(), single);
      View twice = Data.zeros(DType.F64, 101);
      kernels.map(formula.kernel(DType.F64, DType.F64), new long[] {key}, List.of(), twice);
      for (int i = 0; i < 101; i++) {
        int[] block = Philox.block(key, i);
        assertEquals(Philox.toFloat(block[word]), Data.element(single, i));
        assertEquals(Philox.toDouble(block[word], block[word ^ 1]), Data.element(twice, i));
      }
    }
  }

  @Test
  void uniformCountsBeyond32Bits() {
    long key = 77;
    long first = 5_000_000_000L;
    Formula formula = Formula.of("uniform", 0, 1, Expr.uniform(0, 2));
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      Operand[] out = {Operand.of(dtype, Operand.Stride.UNIT)};
      Signature signature = new Signature(out, Operand.Stride.UNIT, true, null);
      Kernel kernel = formula.kernel(dtype, dtype);
      KernelForm form =
          new KernelCompiler(512, Tier.VECTOR, Forms.WARMUP).compile(kernel, signature);
      View view = Data.zeros(dtype, 50);
      long[] steps = {dtype.bytes(), 1};
      MemorySegment[] segments = {CpuBuffer.of(view)};
      form.loop().run(segments, new long[] {0, first}, steps, steps, 50, 1, new long[] {key});
      for (int i = 0; i < 50; i++) {
        int[] block = Philox.block(key, first + i);
        double expected =
            dtype == DType.F32 ? Philox.toFloat(block[2]) : Philox.toDouble(block[2], block[3]);
        assertEquals(expected, Data.element(view, i));
      }
    }
  }

  @Test
  void indexCountsTheOutputRowByRow() {
    Layout transposed = Layout.of(Shape.of(40, 50), new long[] {1, 40}, 0);
    for (DType dtype : List.of(DType.I32, DType.I64, DType.F32, DType.F64)) {
      Kernel kernel = Formula.of("index", 0, 0, Expr.index()).kernel(dtype, dtype);
      for (Kernels kernels : List.of(Forms.SCALAR, Forms.VECTOR_512)) {
        for (View out : List.of(Data.zeros(dtype, 40, 50), Data.over(dtype, transposed))) {
          kernels.map(kernel, NONE, List.of(), out);
          for (int i = 0; i < 2000; i++) {
            assertEquals(i, Data.element(out, i));
          }
        }
      }
    }
  }

  @Test
  void updatesInPlace() {
    View view = Data.fill(Data.zeros(DType.F32, 10_001), () -> 1);
    Kernel kernel = Formula.unary("double", x -> x.add(x)).kernel(DType.F32, DType.F32);
    Forms.VECTOR_512.map(kernel, NONE, List.of(view), view);
    for (double element : Data.elements(view)) {
      assertEquals(2, element);
    }
  }

  /** A tree of many nodes that share subtrees: too large for one method. */
  private static Expr large(int depth) {
    Expr x = Expr.arg(0);
    Expr y = Expr.arg(1);
    for (int i = 0; i < depth; i++) {
      Expr next = i % 3 == 0 ? x.tanh().add(y) : i % 3 == 1 ? x.sigmoid().mul(y) : x.sub(y).erf();
      y = x.lt(y).where(x, y.mul(0.75));
      x = next;
    }
    return x.add(y);
  }

  private static double large(int depth, double a, double b) {
    double x = a;
    double y = b;
    for (int i = 0; i < depth; i++) {
      double next =
          switch (i % 3) {
            case 0 -> Math.tanh(x) + y;
            case 1 -> SpecialFunctions.sigmoid(x) * y;
            default -> SpecialFunctions.erf(x - y);
          };
      y = x < y ? x : y * 0.75;
      x = next;
    }
    return x + y;
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 38})
  void largeTreesAreSplit(int depth) {
    Random random = new Random(3);
    View a = Data.random(Data.zeros(DType.F32, 3, 1025), random);
    View b = Data.random(Data.zeros(DType.F32, 3, 1), random);
    Kernel kernel = Formula.of("large", 2, 0, large(depth)).kernel(DType.F32, DType.F32);
    View spread = b.broadcastTo(a.shape());
    View out = Data.zeros(DType.F32, 3, 1025);
    Forms.SCALAR.map(kernel, NONE, List.of(a, spread), out);
    for (int i = 0; i < 3 * 1025; i++) {
      double expected = large(depth, Data.element(a, i), Data.element(spread, i));
      assertEquals(expected, Data.element(out, i), 1e-3, "element " + i);
    }
    LayoutTest.assertFormsAgree(kernel, NONE, List.of(a, spread), out);
    Kernel truth = Formula.of("truth", 2, 0, large(depth).lt(0.5)).kernel(DType.F32, DType.BOOL);
    View mask = Data.zeros(DType.BOOL, 3, 1025);
    Forms.SCALAR.map(truth, NONE, List.of(a, spread), mask);
    LayoutTest.assertFormsAgree(truth, NONE, List.of(a, spread), mask);
  }

  @Test
  void conversionsTruncateSaturateAndWrap() {
    double[] numbers = {0, -0.9, 1.9, -1.9, 255.5, 256, 300, -1, 3e9, -3e9, 1e30, Double.NaN};
    View input = Data.zeros(DType.F32, 40);
    for (int i = 0; i < 40; i++) {
      Data.set(input, i, numbers[i % numbers.length]);
    }
    for (DType dtype : List.of(DType.U8, DType.I8, DType.I16, DType.I32, DType.I64, DType.F64)) {
      Kernel kernel = Formula.unary("cast", x -> x).kernel(DType.F32, dtype);
      View out = Data.zeros(dtype, 40);
      Forms.SCALAR.map(kernel, NONE, List.of(input), out);
      for (int i = 0; i < 40; i++) {
        float x = (float) numbers[i % numbers.length];
        double expected =
            switch (dtype) {
              case U8 -> (int) x & 0xFF;
              case I8 -> (byte) (int) x;
              case I16 -> (short) (int) x;
              case I32 -> (int) x;
              case I64 -> (long) x;
              default -> x;
            };
        assertEquals(expected, Data.element(out, i), dtype + " of " + x);
      }
      LayoutTest.assertFormsAgree(kernel, NONE, List.of(input), out);
    }
  }

  @Test
  void threadsDoNotChangeTheResult() {
    View input = Data.random(Data.zeros(DType.F32, 123, 1001), new Random(2));
    View column = Data.random(Data.zeros(DType.F32, 123, 1), new Random(3));
    List<View> inputs = List.of(input, column.broadcastTo(input.shape()));
    Kernel kernel = Formula.binary("f", (x, y) -> x.tanh().mul(y)).kernel(DType.F32, DType.F32);
    View expected = Data.zeros(DType.F32, 123, 1001);
    Forms.SCALAR.map(kernel, NONE, inputs, expected);
    for (int threads = 1; threads <= 3; threads++) {
      CpuTestThreads.with(
          threads,
          parallel -> {
            View out = Data.zeros(DType.F32, 123, 1001);
            new Kernels(parallel, 512, Tier.TIERED, Forms.WARMUP).map(kernel, NONE, inputs, out);
            assertArrayEquals(Data.bytes(expected), Data.bytes(out));
          });
    }
  }

  /** Ends when the vector code has taken over; on a busy machine that may take a minute or more. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void vectorCodeTakesOverUnnoticed() {
    View input = Data.random(Data.zeros(DType.F32, 5000), new Random(2));
    Kernel kernel = Formula.unary("f", x -> x.exp().mul(3)).kernel(DType.F32, DType.F32);
    View expected = Data.zeros(DType.F32, 5000);
    Forms.SCALAR.map(kernel, NONE, List.of(input), expected);
    Operand floats = Operand.of(DType.F32, Operand.Stride.UNIT);
    Signature signature =
        new Signature(new Operand[] {floats, floats}, Operand.Stride.UNIT, false, null);
    View out = Data.zeros(DType.F32, 5000);
    MemorySegment[] both = {CpuBuffer.of(input), CpuBuffer.of(out)};
    long[] steps = {4, 4, 1};
    // Wider vectors than the machine has are never fast.
    int bits = Math.min(512, ConvVectorWidth.preferredBits());
    // One of its own: the shared one may have a queue of other tests' kernels.
    try (Warmup warmup = new Warmup(() -> VectorClasses.load(bits))) {
      KernelCompiler compiler = new KernelCompiler(bits, Tier.TIERED, warmup);
      TieredLoop loop = (TieredLoop) compiler.compile(kernel, signature).loop();
      while (!loop.isVector()) {
        loop.run(both, new long[3], steps, new long[3], 5000, 1, NONE);
        assertArrayEquals(Data.bytes(expected), Data.bytes(out));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      loop.run(both, new long[3], steps, new long[3], 5000, 1, NONE);
      assertArrayEquals(Data.bytes(expected), Data.bytes(out));
    }
  }
}
