package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Window;
import dev.narae.cpu.vector.ConvVectors;
import dev.narae.spi.FusedOp.MaxPool2d;
import dev.narae.spi.FusedOp.MaxPool2dGrad;
import dev.narae.spi.View;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Max-pooling and its gradient against the definition. */
class PoolTest {
  private static final double[] SPECIALS = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0, 1, 1, -1, -2, -2
  };

  /** Has samples lie densely in memory. */
  private static final Random PLAIN =
      new Random(5) {
        private static final long serialVersionUID = 1;

        @Override
        public int nextInt(int bound) {
          return bound == 3 ? 0 : super.nextInt(bound);
        }
      };

  private final CpuBackend backend = new CpuBackend(new CpuOptions(3, 0, Long.MAX_VALUE));

  @AfterEach
  void close() {
    backend.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void randomGeometryAndValues(DType dtype) {
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      boolean special = random.nextInt(3) == 0;
      check(
          dtype,
          random,
          special ? () -> SPECIALS[random.nextInt(SPECIALS.length)] : random::nextGaussian);
    }
  }

  /** Windows side by side, which have loops of their own, in planes of even and odd sizes. */
  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void windowsOfTwoByTwoInVectors(int bits) {
    Random random = new Random(bits);
    MaxPool2d op = new MaxPool2d(2, 2, new Window(2, 2, 0, 0, 1, 1));
    try (CpuBackend vectors =
        new CpuBackend(new CpuOptions(2, bits, Long.MAX_VALUE), ConvVectors.openAtOnce(bits))) {
      for (int i = 0; i < 100; i++) {
        Shape shape = Shape.of(2, 3, random.nextInt(2, 12), random.nextInt(2, 70));
        boolean special = i % 3 == 0;
        check(
            vectors,
            op,
            DType.F32,
            shape,
            i % 4 == 0 ? random : PLAIN,
            special ? () -> SPECIALS[random.nextInt(SPECIALS.length)] : random::nextGaussian);
      }
    }
  }

  /** Sizes alone do not tell that windows of 3×3 overlap. */
  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void windowsOfTheSameSizesThatOverlap(int bits) {
    Random random = new Random(bits);
    MaxPool2d op = new MaxPool2d(3, 3, new Window(2, 2, 1, 1, 1, 1));
    try (CpuBackend vectors =
        new CpuBackend(new CpuOptions(2, bits, Long.MAX_VALUE), ConvVectors.openAtOnce(bits))) {
      for (int width = 2; width < 70; width += 2) {
        check(vectors, op, DType.F32, Shape.of(2, 3, 6, width), PLAIN, random::nextGaussian);
      }
    }
  }

  private void check(DType dtype, Random random, DoubleSupplier values) {
    int kernelH = random.nextInt(1, 4);
    int kernelW = random.nextInt(1, 4);
    Window window =
        new Window(
            random.nextInt(1, 4),
            random.nextInt(1, 4),
            random.nextInt(kernelH / 2 + 1),
            random.nextInt(kernelW / 2 + 1),
            random.nextInt(1, 3),
            random.nextInt(1, 3));
    Shape shape =
        Shape.of(
            random.nextInt(1, 4),
            random.nextInt(1, 4),
            window.dilationH() * (kernelH - 1) + 1 + random.nextInt(8),
            window.dilationW() * (kernelW - 1) + 1 + random.nextInt(20));
    check(backend, new MaxPool2d(kernelH, kernelW, window), dtype, shape, random, values);
  }

  private static void check(
      CpuBackend backend,
      MaxPool2d op,
      DType dtype,
      Shape shape,
      Random random,
      DoubleSupplier values) {
    Window window = op.window();
    Shape out =
        Shape.of(
            shape.dim(0),
            shape.dim(1),
            window.outH(shape.dim(2), op.kernelH()),
            window.outW(shape.dim(3), op.kernelW()));
    View x = Sample.of(backend, dtype, shape, random, values);
    View maxima = Sample.empty(backend, dtype, out, random);
    View positions = Sample.empty(backend, DType.I64, out, random);
    assertTrue(backend.tryFused(op, List.of(x), List.of(maxima, positions)));
    double[] input = Sample.values(x);
    double[] places = positions(op, input, shape, out);
    assertArrayEquals(places, Sample.values(positions), op + " " + shape);
    assertArrayEquals(pick(input, places, shape, out), Sample.values(maxima), op + " " + shape);

    View gradient = Sample.of(backend, dtype, out, random, () -> random.nextInt(-9, 9));
    View result = Sample.empty(backend, dtype, shape, random);
    assertTrue(
        backend.tryFused(new MaxPool2dGrad(), List.of(gradient, positions), List.of(result)));
    assertArrayEquals(
        spread(Sample.values(gradient), places, shape, out), Sample.values(result), "gradient");
  }

  private static double[] positions(MaxPool2d op, double[] x, Shape in, Shape out) {
    double[] places = new double[(int) out.size()];
    Window window = op.window();
    for (int i = 0; i < places.length; i++) {
      int plane = (int) (i / (out.dim(2) * out.dim(3)));
      long r = i / out.dim(3) % out.dim(2) * window.strideH() - window.padH();
      long c = i % out.dim(3) * window.strideW() - window.padW();
      int best = -1;
      for (int k = 0; k < op.kernelH() * op.kernelW(); k++) {
        long row = r + (long) k / op.kernelW() * window.dilationH();
        long column = c + (long) k % op.kernelW() * window.dilationW();
        if (row >= 0 && row < in.dim(2) && column >= 0 && column < in.dim(3)) {
          int at = (int) ((plane * in.dim(2) + row) * in.dim(3) + column);
          boolean beats = best < 0 || x[at] > x[best];
          best = beats || (Double.isNaN(x[at]) && !Double.isNaN(x[best])) ? at : best;
        }
      }
      places[i] = best % (in.dim(2) * in.dim(3));
    }
    return places;
  }

  private static int source(int i, double[] places, Shape in, Shape out) {
    long plane = i / (out.dim(2) * out.dim(3));
    return (int) (plane * in.dim(2) * in.dim(3) + (long) places[i]);
  }

  private static double[] pick(double[] x, double[] places, Shape in, Shape out) {
    double[] maxima = new double[places.length];
    for (int i = 0; i < maxima.length; i++) {
      maxima[i] = x[source(i, places, in, out)];
    }
    return maxima;
  }

  private static double[] spread(double[] gradient, double[] places, Shape in, Shape out) {
    double[] result = new double[(int) in.size()];
    for (int i = 0; i < gradient.length; i++) {
      result[source(i, places, in, out)] += gradient[i];
    }
    return result;
  }

  @Test
  void nothingToPool() {
    View x = Sample.dense(backend, DType.F32, Shape.of(0, 2, 4, 4));
    View maxima = Sample.dense(backend, DType.F32, Shape.of(0, 2, 2, 2));
    View positions = Sample.dense(backend, DType.I64, Shape.of(0, 2, 2, 2));
    MaxPool2d op = new MaxPool2d(2, 2, new Window(2, 2, 0, 0, 1, 1));
    assertTrue(backend.tryFused(op, List.of(x), List.of(maxima, positions)));
    assertTrue(backend.tryFused(new MaxPool2dGrad(), List.of(maxima, positions), List.of(x)));
  }
}
