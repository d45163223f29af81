package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Window;
import dev.narae.cpu.conv.ConvKernels;
import dev.narae.cpu.vector.ConvVectors;
import dev.narae.spi.FusedOp;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions by transforms beside those by the definition. */
class WinogradTest {
  private static final Window SAME = new Window(1, 1, 1, 1, 1, 1);
  private static final NaiveConv CONV =
      NaiveConv.of(SAME, 1, Shape.of(2, 64, 14, 15), Shape.of(48, 64, 3, 3));

  private static final CpuBackend TRANSFORMS =
      new CpuBackend(new CpuOptions(2, 0, Long.MAX_VALUE, true));
  private static final CpuBackend DIRECT =
      new CpuBackend(new CpuOptions(2, 0, Long.MAX_VALUE, false));

  @AfterAll
  static void close() {
    TRANSFORMS.close();
    DIRECT.close();
  }

  private final Random random = new Random(3);
  private final double[] x = numbers(CONV.x());
  private final double[] weight = numbers(CONV.weight());
  private final double[] gradient = numbers(CONV.out());

  private double[] numbers(Shape shape) {
    return random.doubles(shape.size(), -1, 1).map(value -> (float) value).toArray();
  }

  private double[] forward(CpuBackend backend) {
    FusedOp op = new FusedOp.Conv2d(CONV.window(), 1, false);
    return run(backend, op, CONV.x(), x, CONV.weight(), weight, CONV.out());
  }

  private double[] inputGrad(CpuBackend backend) {
    FusedOp op = new FusedOp.Conv2dInputGrad(CONV.window(), 1);
    return run(backend, op, CONV.out(), gradient, CONV.weight(), weight, CONV.x());
  }

  private double[] weightGrad(CpuBackend backend) {
    FusedOp op = new FusedOp.Conv2dWeightGrad(CONV.window(), 1);
    return run(backend, op, CONV.x(), x, CONV.out(), gradient, CONV.weight());
  }

  private static double[] run(
      CpuBackend backend,
      FusedOp op,
      Shape firstShape,
      double[] first,
      Shape secondShape,
      double[] second,
      Shape outShape) {
    View a = Sample.dense(backend, DType.F32, firstShape, first);
    View b = Sample.dense(backend, DType.F32, secondShape, second);
    View out = Sample.dense(backend, DType.F32, outShape, new double[(int) outShape.size()]);
    assertTrue(backend.tryFused(op, List.of(a, b), List.of(out)));
    double[] values = Sample.values(out);
    List.of(a, b, out).forEach(view -> backend.free(view.buffer()));
    return values;
  }

  @Test
  void errorsStayWithinFourTimesThoseOfTheDefinition() {
    compare(CONV.forward(x, weight, new double[0]), forward(TRANSFORMS), forward(DIRECT));
    compare(CONV.inputGrad(gradient, weight), inputGrad(TRANSFORMS), inputGrad(DIRECT));
    compare(CONV.weightGrad(x, gradient), weightGrad(TRANSFORMS), weightGrad(DIRECT));
  }

  private static void compare(double[] exact, double[] transforms, double[] direct) {
    assertFalse(Arrays.equals(transforms, direct), "both were computed in the same way");
    double error = error(exact, transforms);
    double allowed = 4 * error(exact, direct);
    assertTrue(error <= allowed, error + " is more than " + allowed);
  }

  /** The root of the mean square. */
  private static double error(double[] exact, double[] values) {
    double sum = 0;
    for (int i = 0; i < exact.length; i++) {
      sum += Math.pow(exact[i] - values[i], 2);
    }
    return Math.sqrt(sum / exact.length);
  }

  /** Differences of such numbers would be NaN or lose all that is small in a tile. */
  @ParameterizedTest
  @ValueSource(doubles = {1e16, 1e38, Double.POSITIVE_INFINITY, Double.NaN})
  void hugeNumbersAreLeftToTheDefinition(double huge) {
    for (double[] numbers : List.of(x, weight, gradient)) {
      int at = numbers.length / 2;
      double before = numbers[at];
      numbers[at] = huge;
      if (numbers != gradient) {
        assertArrayEquals(forward(DIRECT), forward(TRANSFORMS));
      }
      if (numbers != x) {
        assertArrayEquals(inputGrad(DIRECT), inputGrad(TRANSFORMS));
      }
      if (numbers != weight) {
        assertArrayEquals(weightGrad(DIRECT), weightGrad(TRANSFORMS));
      }
      numbers[at] = before;
    }
  }

  /** The loops with vectors, which must leave the numbers beside a plane alone. */
  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void anyWidthGivesTheSameBits(int bits) {
    CpuOptions options = new CpuOptions(2, bits, Long.MAX_VALUE, true);
    try (CpuBackend vectors = new CpuBackend(options, ConvVectors.openAtOnce(bits))) {
      assertArrayEquals(forward(TRANSFORMS), forward(vectors));
      assertArrayEquals(inputGrad(TRANSFORMS), inputGrad(vectors));
      assertArrayEquals(weightGrad(TRANSFORMS), weightGrad(vectors));
    }
  }

  /** Planes that are cut out of larger ones, with fewer tiles than a vector has lanes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void numbersBesideAPlaneDoNoHarm(int bits) {
    Shape around = Shape.of(2, 34, 7, 8);
    double[] numbers = random.doubles(around.size(), -1, 1).toArray();
    double[] inner = new double[2 * 32 * 5 * 6];
    for (int i = 0, next = 0; i < numbers.length; i++) {
      int column = i % 8;
      int row = i / 8 % 7;
      int channel = i / 56 % 34;
      if (row >= 1 && row <= 5 && column >= 1 && column <= 6 && channel >= 1 && channel <= 32) {
        numbers[i] = (float) numbers[i];
        inner[next++] = numbers[i];
      } else {
        numbers[i] = Double.NaN;
      }
    }
    Shape filters = Shape.of(32, 32, 3, 3);
    double[] weights = random.doubles(filters.size(), -1, 1).map(v -> (float) v).toArray();
    FusedOp op = new FusedOp.Conv2d(SAME, 1, false);
    CpuOptions options = new CpuOptions(2, bits, Long.MAX_VALUE, true);
    ConvKernels kernels = bits == 0 ? null : ConvVectors.openAtOnce(bits);
    try (CpuBackend backend = new CpuBackend(options, kernels)) {
      View whole = Sample.dense(backend, DType.F32, around, numbers);
      Shape inside = Shape.of(2, 32, 5, 6);
      long first = 56 + 8 + 1;
      Layout cut = Layout.of(inside, whole.layout().strides(), first);
      View x = new View(whole.buffer(), DType.F32, cut);
      View dense = Sample.dense(backend, DType.F32, inside, inner);
      View w = Sample.dense(backend, DType.F32, filters, weights);
      View y = Sample.dense(backend, DType.F32, dense.shape(), new double[inner.length]);
      View same = Sample.dense(backend, DType.F32, dense.shape(), new double[inner.length]);
      assertTrue(backend.tryFused(op, List.of(x, w), List.of(y)));
      assertTrue(backend.tryFused(op, List.of(dense, w), List.of(same)));
      assertArrayEquals(Sample.values(same), Sample.values(y));
    }
  }
}
