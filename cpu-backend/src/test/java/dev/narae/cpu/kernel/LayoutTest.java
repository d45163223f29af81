package dev.narae.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels over all kinds of strides, offsets, dtypes and sizes. */
class LayoutTest {
  private static final long[] EXTENTS = {0, 1, 2, 3, 7, 16, 33, 70};
  private static final DType[] DTYPES = DType.values();

  /**
   * A view of a shape with its dimensions in random order in memory, gaps, repeats and an offset.
   */
  static View randomLayout(DType dtype, Shape shape, boolean repeats, Random random) {
    int rank = shape.rank();
    Integer[] order = new Integer[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = rank - 1 - i;
    }
    if (random.nextInt(3) == 0) {
      Collections.shuffle(Arrays.asList(order), random);
    }
    long[] strides = new long[rank];
    long next = random.nextInt(4) == 0 ? 2 : 1;
    for (int dim : order) {
      boolean repeat = repeats && random.nextInt(5) == 0;
      strides[dim] = repeat ? 0 : next;
      next *= repeat ? 1 : Math.max(1, shape.dim(dim) + (random.nextInt(4) == 0 ? 1 : 0));
    }
    return Data.over(dtype, Layout.of(shape, strides, random.nextInt(3)));
  }

  static Shape randomShape(Random random) {
    long[] dims = new long[random.nextInt(5)];
    int first = random.nextInt(8) == 0 ? 0 : 1;
    for (int i = 0; i < dims.length; i++) {
      dims[i] = EXTENTS[random.nextInt(first, EXTENTS.length - i)];
    }
    return Shape.of(dims);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void sumOfTwoInAllDtypes(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 15; i++) {
      Shape shape = randomShape(random);
      View a = random(DTYPES[random.nextInt(DTYPES.length)], shape, true, random);
      View b = random(DTYPES[random.nextInt(DTYPES.length)], shape, true, random);
      DType compute = a.dtype().promote(b.dtype()).compute();
      DType result = random.nextBoolean() ? compute : DType.U8;
      View out = randomLayout(result, shape, false, random);
      Formula formula = Formula.of("test", 2, 1, Expr.arg(0).add(Expr.arg(1).mul(Expr.scalar(0))));
      Kernel kernel = formula.kernel(compute, result);
      long[] three = {compute.isFloating() ? Double.doubleToRawLongBits(3) : 3};
      Forms.SCALAR.map(kernel, three, List.of(a, b), out);
      for (long e = 0; e < shape.size(); e++) {
        double sum = Data.element(a, e) + 3 * Data.element(b, e);
        double expected = result == DType.U8 ? (int) sum & 0xFF : sum;
        double actual = Data.element(out, e);
        double slack = compute == DType.F32 ? 1e-5 : 1e-12;
        if (result == DType.U8 && compute.isFloating()) {
          slack = 1.001;
        }
        String what = a + " + " + b + " = " + out;
        boolean wrapped = result == DType.U8 && Math.abs(expected - actual) > 254;
        assertEquals(expected, wrapped ? expected : actual, slack * (1 + Math.abs(sum)), what);
      }
      assertFormsAgree(kernel, three, List.of(a, b), out);
    }
  }

  private static View random(DType dtype, Shape shape, boolean repeats, Random random) {
    return Data.random(randomLayout(dtype, shape, repeats, random), random);
  }

  /** All other forms write the same bytes as the scalar form, and none beside the view. */
  static void assertFormsAgree(Kernel kernel, long[] scalars, List<View> inputs, View out) {
    byte[] expected = Data.bytes(out);
    for (Kernels other : Forms.OTHERS) {
      View again = Data.over(out.dtype(), out.layout());
      other.map(kernel, scalars, inputs, again);
      assertArrayEquals(expected, Data.bytes(again), () -> kernel + " over " + inputs);
    }
  }
}
