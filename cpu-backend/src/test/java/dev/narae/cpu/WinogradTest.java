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
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
    return forward(backend, CONV, x, weight);
  }

  private static double[] forward(CpuBackend backend, NaiveConv conv, double[] x, double[] w) {
    FusedOp op = new FusedOp.Conv2d(conv.window(), conv.groups(), false);
    return run(backend, op, conv.x(), x, conv.weight(), w, conv.out());
  }

  private double[] inputGrad(CpuBackend backend) {
    return inputGrad(backend, CONV, gradient, weight);
  }

  private static double[] inputGrad(
      CpuBackend backend, NaiveConv conv, double[] gradient, double[] w) {
    FusedOp op = new FusedOp.Conv2dInputGrad(conv.window(), conv.groups());
    return run(backend, op, conv.out(), gradient, conv.weight(), w, conv.x());
  }

  private double[] weightGrad(CpuBackend backend) {
    return weightGrad(backend, CONV, x, gradient);
  }

  private static double[] weightGrad(
      CpuBackend backend, NaiveConv conv, double[] x, double[] gradient) {
    FusedOp op = new FusedOp.Conv2dWeightGrad(conv.window(), conv.groups());
    return run(backend, op, conv.x(), x, conv.out(), gradient, conv.weight());
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

  /** Few and many channels, narrow and wide planes, padding, groups, images cut into chunks. */
  static Stream<NaiveConv> shapes() {
    Window none = new Window(1, 1, 0, 0, 1, 1);
    Window wide = new Window(1, 1, 2, 2, 1, 1);
    return Stream.of(
        CONV,
        NaiveConv.of(SAME, 1, Shape.of(4, 256, 14, 14), Shape.of(24, 256, 3, 3)),
        NaiveConv.of(SAME, 1, Shape.of(4, 24, 14, 14), Shape.of(256, 24, 3, 3)),
        NaiveConv.of(SAME, 1, Shape.of(8, 24, 28, 28), Shape.of(32, 24, 3, 3)),
        NaiveConv.of(SAME, 1, Shape.of(3, 32, 14, 12), Shape.of(48, 32, 3, 3)),
        NaiveConv.of(none, 1, Shape.of(1, 24, 11, 130), Shape.of(24, 24, 3, 3)),
        NaiveConv.of(wide, 1, Shape.of(1, 24, 130, 9), Shape.of(24, 24, 3, 3)),
        NaiveConv.of(SAME, 2, Shape.of(3, 48, 33, 35), Shape.of(64, 24, 3, 3)),
        NaiveConv.of(SAME, 1, Shape.of(1, 240, 70, 66), Shape.of(24, 240, 3, 3)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void errorsStayWithinFourTimesThoseOfTheDefinition(NaiveConv conv) {
    double[] input = numbers(conv.x());
    double[] filters = numbers(conv.weight());
    double[] upstream = numbers(conv.out());
    compare(
        conv.forward(input, filters, new double[0]),
        backend -> forward(backend, conv, input, filters));
    compare(
        conv.inputGrad(upstream, filters), backend -> inputGrad(backend, conv, upstream, filters));
    compare(
        conv.weightGrad(input, upstream), backend -> weightGrad(backend, conv, input, upstream));
  }

  /** There the definition sums so few numbers that four times its error is not enough. */
  @Test
  void gradientsForWeightsOfSmallPlanesAreLeftToTheDefinition() {
    NaiveConv conv = NaiveConv.of(SAME, 1, Shape.of(32, 24, 8, 8), Shape.of(24, 24, 3, 3));
    double[] input = numbers(conv.x());
    double[] filters = numbers(conv.weight());
    double[] upstream = numbers(conv.out());
    compare(
        conv.forward(input, filters, new double[0]),
        backend -> forward(backend, conv, input, filters));
    assertArrayEquals(
        weightGrad(DIRECT, conv, input, upstream), weightGrad(TRANSFORMS, conv, input, upstream));
  }

  /** There most products are with zeros, which the definition adds without an error. */
  @Test
  void narrowPlanesAreLeftToTheDefinition() {
    Window wide = new Window(1, 1, 3, 3, 1, 1);
    NaiveConv column = NaiveConv.of(wide, 1, Shape.of(35, 64, 12, 1), Shape.of(32, 64, 3, 3));
    double[] filters = numbers(column.weight());
    double[] input = numbers(column.x());
    assertArrayEquals(
        forward(DIRECT, column, input, filters), forward(TRANSFORMS, column, input, filters));
    Window none = new Window(1, 1, 0, 0, 1, 1);
    NaiveConv strip = NaiveConv.of(none, 1, Shape.of(4, 24, 60, 4), Shape.of(128, 24, 3, 3));
    double[] upstream = numbers(strip.out());
    double[] more = numbers(strip.weight());
    assertArrayEquals(
        inputGrad(DIRECT, strip, upstream, more), inputGrad(TRANSFORMS, strip, upstream, more));
  }

  /** Gradients of weights meet no more than there are inputs, whatever the padding adds. */
  @Test
  void gradientsForWeightsOfSmallPaddedPlanesAreLeftToTheDefinition() {
    Window wide = new Window(1, 1, 3, 2, 1, 1);
    NaiveConv conv = NaiveConv.of(wide, 1, Shape.of(8, 64, 4, 14), Shape.of(48, 64, 3, 3));
    double[] input = numbers(conv.x());
    double[] upstream = numbers(conv.out());
    assertArrayEquals(
        weightGrad(DIRECT, conv, input, upstream), weightGrad(TRANSFORMS, conv, input, upstream));
  }

  private static void compare(double[] exact, Function<CpuBackend, double[]> compute) {
    double[] transforms = compute.apply(TRANSFORMS);
    double[] direct = compute.apply(DIRECT);
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

  /** The loops with vectors, and images cut for another number of threads. */
  @ParameterizedTest
  @MethodSource("shapes")
  void anyWidthAndNumberOfThreadsGivesTheSameBits(NaiveConv conv) {
    double[] input = numbers(conv.x());
    double[] filters = numbers(conv.weight());
    double[] upstream = numbers(conv.out());
    double[] outputs = forward(TRANSFORMS, conv, input, filters);
    double[] inputGrad = inputGrad(TRANSFORMS, conv, upstream, filters);
    double[] weightGrad = weightGrad(TRANSFORMS, conv, input, upstream);
    for (int bits : new int[] {128, 256, 512}) {
      CpuOptions options = new CpuOptions(5 * bits / 128, bits, Long.MAX_VALUE, true);
      try (CpuBackend vectors = new CpuBackend(options, ConvVectors.openAtOnce(bits))) {
        assertArrayEquals(outputs, forward(vectors, conv, input, filters));
        assertArrayEquals(inputGrad, inputGrad(vectors, conv, upstream, filters));
        assertArrayEquals(weightGrad, weightGrad(vectors, conv, input, upstream));
      }
    }
  }

  /** Planes that are cut out of larger ones. */
  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void numbersBesideAPlaneDoNoHarm(int bits) {
    Shape around = Shape.of(2, 34, 23, 24);
    double[] numbers = random.doubles(around.size(), -1, 1).toArray();
    double[] inner = new double[2 * 32 * 21 * 22];
    for (int i = 0, next = 0; i < numbers.length; i++) {
      int column = i % 24;
      int row = i / 24 % 23;
      int channel = i / (23 * 24) % 34;
      if (row >= 1 && row <= 21 && column >= 1 && column <= 22 && channel >= 1 && channel <= 32) {
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
      Shape inside = Shape.of(2, 32, 21, 22);
      long first = 23 * 24 + 24 + 1;
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
