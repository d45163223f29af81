package dev.narae.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.BFloat16;
import dev.narae.DType;
import dev.narae.cpu.CpuBuffer;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Half precision as kernels read and write it, in every form, against Java's conversions. */
class HalfStepsTest {
  private static final int ALL = 1 << Short.SIZE;
  private static final long[] NONE = {};
  private static final Formula COPY = Formula.unary("copy", x -> x);

  private static float toFloat(DType dtype, short bits) {
    return dtype == DType.F16 ? Float.float16ToFloat(bits) : BFloat16.toFloat(bits);
  }

  private static float rounded(DType dtype, float value) {
    short bits = dtype == DType.F16 ? Float.floatToFloat16(value) : BFloat16.fromFloat(value);
    return toFloat(dtype, bits);
  }

  /** A floating view of so many numbers given by the bits of each. */
  private static View view(DType dtype, int count, IntUnaryOperator bits) {
    View view = Data.zeros(dtype, count);
    MemorySegment memory = CpuBuffer.of(view);
    for (int i = 0; i < count; i++) {
      if (dtype.isHalf()) {
        memory.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) bits.applyAsInt(i));
      } else {
        memory.setAtIndex(ValueLayout.JAVA_INT, i, bits.applyAsInt(i));
      }
    }
    return view;
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void everyNumberIsRead(DType dtype) {
    View halves = view(dtype, ALL, i -> i);
    View floats = Data.zeros(DType.F32, ALL);
    Kernel kernel = COPY.kernel(DType.F32, DType.F32);
    Forms.SCALAR.map(kernel, NONE, List.of(halves), floats);
    for (int i = 0; i < ALL; i++) {
      assertSame(toFloat(dtype, (short) i), (float) Data.element(floats, i));
    }
    LayoutTest.assertFormsAgree(kernel, NONE, List.of(halves), floats);
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void numbersAreRoundedToTheNearest(DType dtype) {
    Random random = new Random(4);
    assertRounded(dtype, view(DType.F32, ALL, _ -> random.nextInt()));
  }

  /** Each number of the dtype, the middle between it and the next, and what is a bit beside. */
  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void tiesGoToTheEvenNumber(DType dtype) {
    int halfStep = dtype == DType.F16 ? 1 << 12 : 1 << 15;
    for (int beside = -1; beside <= 1; beside++) {
      int shift = beside;
      assertRounded(dtype, view(DType.F32, ALL, i -> bits(dtype, i) + shift));
      assertRounded(dtype, view(DType.F32, ALL, i -> bits(dtype, i) + halfStep + shift));
      assertRounded(
          dtype, view(DType.F32, 5000, i -> Float.floatToRawIntBits(i * 0x1p-25f) + shift));
    }
  }

  private static int bits(DType dtype, int half) {
    return Float.floatToRawIntBits(toFloat(dtype, (short) half));
  }

  private static void assertRounded(DType dtype, View floats) {
    View halves = Data.zeros(dtype, floats.shape().size());
    Kernel kernel = COPY.kernel(DType.F32, dtype);
    Forms.SCALAR.map(kernel, NONE, List.of(floats), halves);
    for (int i = 0; i < floats.shape().size(); i++) {
      float value = (float) Data.element(floats, i);
      assertSame(rounded(dtype, value), (float) Data.element(halves, i));
    }
    LayoutTest.assertFormsAgree(kernel, NONE, List.of(floats), halves);
  }

  /** The same number, the sign of zero included; NaN has no sign. */
  private static void assertSame(float expected, float actual) {
    assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(actual));
  }
}
