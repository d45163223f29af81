package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Window;
import dev.narae.cpu.vector.ConvVectors;
import dev.narae.spi.FusedOp;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Convolutions and their gradients against the definition, over random geometry and layouts; the
 * same bits by plain loops and by vector kernels, for any width and number of threads.
 */
class ConvTest {
  private static final List<CpuBackend> BACKENDS =
      List.of(
          backend(1, 0),
          backend(2, 0),
          backend(3, 0),
          vectors(3, 512),
          vectors(2, 256),
          vectors(2, 128));

  private static CpuBackend backend(int threads, int bits) {
    return new CpuBackend(new CpuOptions(threads, bits, Long.MAX_VALUE));
  }

  /** Uses every vector kernel from its first call on, though it is slow until it is compiled. */
  private static CpuBackend vectors(int threads, int bits) {
    CpuOptions options = new CpuOptions(threads, bits, Long.MAX_VALUE);
    return new CpuBackend(options, ConvVectors.openAtOnce(bits));
  }

  @AfterAll
  static void close() {
    BACKENDS.forEach(CpuBackend::close);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void randomGeometry(DType dtype) {
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      check(randomCase(random), dtype, random.nextLong());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void geometriesOfRealNetworks(DType dtype) {
    Window plain = new Window(1, 1, 0, 0, 1, 1);
    Window same = new Window(1, 1, 1, 1, 1, 1);
    Window halving = new Window(2, 2, 3, 3, 1, 1);
    check(NaiveConv.of(plain, 1, Shape.of(9, 1, 20, 20), Shape.of(10, 1, 5, 5)), dtype, 1);
    check(NaiveConv.of(plain, 1, Shape.of(3, 10, 12, 12), Shape.of(20, 10, 5, 5)), dtype, 2);
    check(NaiveConv.of(same, 1, Shape.of(1, 40, 12, 12), Shape.of(33, 40, 3, 3)), dtype, 3);
    check(NaiveConv.of(same, 16, Shape.of(2, 16, 9, 17), Shape.of(16, 1, 3, 3)), dtype, 4);
    check(NaiveConv.of(halving, 1, Shape.of(2, 3, 17, 19), Shape.of(24, 3, 7, 7)), dtype, 5);
    check(NaiveConv.of(halving, 2, Shape.of(2, 10, 11, 14), Shape.of(20, 5, 3, 3)), dtype, 7);
    check(NaiveConv.of(same, 1, Shape.of(2, 20, 7, 7), Shape.of(6, 20, 3, 3)), dtype, 8);
    check(NaiveConv.of(plain, 1, Shape.of(2, 30, 6, 6), Shape.of(270, 30, 1, 1)), dtype, 6);
    check(NaiveConv.of(same, 1, Shape.of(2, 40, 7, 7), Shape.of(64, 40, 3, 3)), dtype, 9);
    check(NaiveConv.of(same, 2, Shape.of(2, 60, 6, 7), Shape.of(64, 30, 3, 3)), dtype, 10);
    check(NaiveConv.of(halving, 1, Shape.of(2, 24, 13, 15), Shape.of(32, 24, 5, 5)), dtype, 11);
    // By Winograd's transforms: odd extents, no padding, groups, rows of one image at a time.
    check(NaiveConv.of(same, 1, Shape.of(5, 35, 9, 13), Shape.of(33, 35, 3, 3)), dtype, 14);
    check(NaiveConv.of(plain, 2, Shape.of(4, 64, 12, 16), Shape.of(64, 32, 3, 3)), dtype, 15);
    check(NaiveConv.of(same, 1, Shape.of(1, 32, 46, 46), Shape.of(96, 32, 3, 3)), dtype, 16);
    // Planes too large to be copied whole.
    check(NaiveConv.of(plain, 1, Shape.of(1, 3, 170, 190), Shape.of(8, 3, 3, 3)), dtype, 12);
    check(NaiveConv.of(halving, 1, Shape.of(1, 3, 180, 186), Shape.of(9, 3, 3, 2)), dtype, 13);
  }

  /** Weights whose gradient has a lane for each part of the batch. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void batches(DType dtype) {
    Window plain = new Window(1, 1, 0, 0, 1, 1);
    Window same = new Window(1, 1, 1, 1, 1, 1);
    Window halving = new Window(2, 2, 3, 1, 1, 2);
    check(NaiveConv.of(plain, 1, Shape.of(32, 1, 12, 12), Shape.of(10, 1, 5, 5)), dtype, 1);
    check(NaiveConv.of(plain, 1, Shape.of(16, 10, 8, 8), Shape.of(20, 10, 5, 5)), dtype, 2);
    // Parts of unequal size, an odd number of channels, tiles that the taps do not fill.
    check(NaiveConv.of(same, 1, Shape.of(37, 3, 7, 6), Shape.of(5, 3, 3, 3)), dtype, 3);
    check(NaiveConv.of(halving, 2, Shape.of(18, 4, 11, 13), Shape.of(6, 2, 3, 3)), dtype, 4);
    check(NaiveConv.of(same, 1, Shape.of(8, 2, 5, 5), Shape.of(3, 2, 3, 3)), dtype, 5);
    check(NaiveConv.of(plain, 1, Shape.of(9, 1, 30, 30), Shape.of(4, 1, 3, 3)), dtype, 6);
    // Planes of one channel that are larger than what a step may reach.
    check(NaiveConv.of(plain, 1, Shape.of(16, 1, 100, 100), Shape.of(4, 1, 3, 3)), dtype, 8);
    // More rounds than are laid out at once.
    check(NaiveConv.of(plain, 1, Shape.of(70, 6, 28, 28), Shape.of(4, 6, 3, 3)), dtype, 7);
  }

  /** Batches that fill the lanes of two vectors, of any width, with images; most leave a rest. */
  @Test
  void lanesOfImages() {
    Window plain = new Window(1, 1, 0, 0, 1, 1);
    Window same = new Window(1, 1, 1, 1, 1, 1);
    Window wide = new Window(1, 1, 2, 2, 1, 1);
    check(NaiveConv.of(plain, 1, Shape.of(33, 10, 12, 12), Shape.of(20, 10, 5, 5)), DType.F32, 1);
    check(NaiveConv.of(same, 1, Shape.of(37, 5, 9, 7), Shape.of(13, 5, 3, 3)), DType.F32, 2);
    // The taps make several slabs, which end within a channel, with and without padding.
    check(NaiveConv.of(wide, 1, Shape.of(34, 21, 6, 6), Shape.of(9, 21, 5, 5)), DType.F32, 3);
    check(NaiveConv.of(wide, 1, Shape.of(34, 21, 6, 6), Shape.of(9, 21, 5, 5)), DType.F32, 4);
    // Fewer pixels than lanes, and windows that meet hardly any of them.
    check(NaiveConv.of(same, 1, Shape.of(32, 6, 3, 3), Shape.of(8, 6, 3, 3)), DType.F32, 5);
    Window wider = new Window(1, 1, 4, 3, 1, 1);
    check(NaiveConv.of(wider, 1, Shape.of(32, 7, 2, 3), Shape.of(7, 7, 3, 4)), DType.F32, 6);
    // Strides, dilations, groups, and more cells than are laid out at once.
    Window halving = new Window(2, 2, 3, 1, 1, 2);
    check(NaiveConv.of(halving, 2, Shape.of(35, 8, 11, 13), Shape.of(14, 4, 3, 3)), DType.F32, 7);
    Window apart = new Window(1, 1, 2, 2, 2, 2);
    check(NaiveConv.of(apart, 1, Shape.of(40, 6, 11, 10), Shape.of(7, 6, 3, 3)), DType.F32, 8);
    check(NaiveConv.of(plain, 1, Shape.of(130, 12, 14, 14), Shape.of(5, 12, 3, 3)), DType.F32, 9);
    // Few channels, of which tiles cover more pixels; with 300 taps, in two slabs.
    check(NaiveConv.of(plain, 1, Shape.of(33, 12, 9, 9), Shape.of(1, 12, 5, 5)), DType.F32, 10);
    check(NaiveConv.of(plain, 1, Shape.of(33, 6, 9, 9), Shape.of(3, 6, 5, 5)), DType.F32, 11);
    check(NaiveConv.of(plain, 1, Shape.of(35, 2, 10, 10), Shape.of(9, 2, 5, 5)), DType.F32, 12);
    check(NaiveConv.of(plain, 1, Shape.of(18, 1, 28, 28), Shape.of(10, 1, 5, 5)), DType.F32, 13);
  }

  /** Products too small for a number are -0, to which padding may add zeros, or not. */
  @Test
  void sumsThatVanishHaveOneSign() {
    Window wide = new Window(1, 1, 2, 2, 1, 1);
    NaiveConv conv = NaiveConv.of(wide, 1, Shape.of(40, 6, 6, 6), Shape.of(12, 6, 5, 5));
    check(conv, DType.F32, 10, random -> 1e-30 * random.nextGaussian());
    check(conv, DType.F32, 11, random -> 1e-30 * random.nextGaussian());
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void groupsOfFewChannels(DType dtype) {
    Random random = new Random(9);
    for (int i = 0; i < 30; i++) {
      check(randomGroups(random), dtype, random.nextLong());
    }
    Window same = new Window(1, 1, 1, 1, 1, 1);
    check(NaiveConv.of(same, 17, Shape.of(2, 17, 14, 28), Shape.of(17, 1, 3, 3)), dtype, 1);
    // Kernels wider than the image, and outputs that lie wholly in the padding.
    Window wide = new Window(1, 1, 3, 3, 1, 1);
    check(NaiveConv.of(wide, 3, Shape.of(2, 3, 2, 2), Shape.of(3, 1, 7, 7)), dtype, 2);
    Window apart = new Window(3, 3, 4, 4, 1, 1);
    check(NaiveConv.of(apart, 2, Shape.of(2, 2, 5, 4), Shape.of(4, 1, 2, 2)), dtype, 3);
    // Planes too large to be copied whole, and sums so long that they go on in double precision.
    check(NaiveConv.of(same, 2, Shape.of(1, 2, 130, 140), Shape.of(2, 1, 3, 3)), dtype, 4);
    Window halving = new Window(2, 2, 2, 2, 1, 1);
    check(NaiveConv.of(halving, 2, Shape.of(9, 2, 61, 83), Shape.of(2, 1, 5, 5)), dtype, 5);
  }

  private static NaiveConv randomGroups(Random random) {
    int groups = random.nextInt(2, 20);
    int in = random.nextInt(4) == 0 ? 2 : 1;
    Window window =
        new Window(
            random.nextInt(1, 3),
            random.nextInt(1, 3),
            random.nextInt(4),
            random.nextInt(4),
            random.nextInt(1, 3),
            random.nextInt(1, 3));
    if (random.nextBoolean()) {
      window = new Window(1, 1, 1, 1, 1, 1);
    }
    int kernelH = random.nextInt(1, 6);
    int kernelW = random.nextInt(1, 6);
    Shape x =
        Shape.of(
            random.nextInt(1, 5),
            (long) groups * in,
            window.dilationH() * (kernelH - 1) + 1 + random.nextInt(9),
            window.dilationW() * (kernelW - 1) + 1 + random.nextInt(20));
    Shape weight = Shape.of((long) groups * random.nextInt(1, 4 / in + 1), in, kernelH, kernelW);
    return NaiveConv.of(window, groups, x, weight);
  }

  private static NaiveConv randomCase(Random random) {
    int groups = random.nextInt(4) == 0 ? random.nextInt(2, 4) : 1;
    Window window =
        new Window(
            random.nextInt(1, 4),
            random.nextInt(1, 4),
            random.nextInt(3),
            random.nextInt(3),
            random.nextInt(1, 3),
            random.nextInt(1, 3));
    if (random.nextBoolean()) {
      window = new Window(1, 1, window.padH(), window.padW(), 1, window.dilationW());
    }
    int kernelH = random.nextInt(1, 5);
    int kernelW = random.nextInt(1, 5);
    int minH = window.dilationH() * (kernelH - 1) + 1;
    int minW = window.dilationW() * (kernelW - 1) + 1;
    int in = random.nextInt(1, 5);
    Shape x =
        Shape.of(
            random.nextInt(1, 12),
            (long) groups * in,
            minH + random.nextInt(12),
            minW + random.nextInt(20));
    Shape weight = Shape.of((long) groups * random.nextInt(1, 15), in, kernelH, kernelW);
    return NaiveConv.of(window, groups, x, weight);
  }

  /** All three passes on all backends: close to the definition, and the same bits on each. */
  private static void check(NaiveConv conv, DType dtype, long seed) {
    check(conv, dtype, seed, Random::nextGaussian);
  }

  private static void check(
      NaiveConv conv, DType dtype, long seed, ToDoubleFunction<Random> numbers) {
    List<double[]> first = null;
    for (CpuBackend backend : BACKENDS) {
      Random random = new Random(seed);
      List<View> views = new ArrayList<>();
      View x = input(backend, dtype, conv.x(), random, views, numbers);
      View weight = input(backend, dtype, conv.weight(), random, views, numbers);
      View gradient = input(backend, dtype, conv.out(), random, views, numbers);
      View bias = input(backend, dtype, Shape.of(conv.weight().dim(0)), random, views, numbers);
      boolean biased = random.nextBoolean();
      List<View> inputs = biased ? List.of(x, weight, bias) : List.of(x, weight);
      List<double[]> results = new ArrayList<>();
      results.add(
          run(
              backend,
              new FusedOp.Conv2d(conv.window(), conv.groups(), biased),
              inputs,
              conv.out(),
              random));
      results.add(
          run(
              backend,
              new FusedOp.Conv2dInputGrad(conv.window(), conv.groups()),
              List.of(gradient, weight),
              conv.x(),
              random));
      results.add(
          run(
              backend,
              new FusedOp.Conv2dWeightGrad(conv.window(), conv.groups()),
              List.of(x, gradient),
              conv.weight(),
              random));
      if (first == null) {
        first = results;
        double[] b = biased ? Sample.values(bias) : new double[0];
        double tolerance = dtype == DType.F32 ? 2e-4 : 1e-11;
        String name = conv + " " + dtype;
        assertArrayEquals(
            conv.forward(Sample.values(x), Sample.values(weight), b),
            results.get(0),
            tolerance,
            name);
        assertArrayEquals(
            conv.inputGrad(Sample.values(gradient), Sample.values(weight)),
            results.get(1),
            tolerance,
            name);
        assertArrayEquals(
            conv.weightGrad(Sample.values(x), Sample.values(gradient)),
            results.get(2),
            4 * tolerance,
            name);
      }
      for (int i = 0; i < results.size(); i++) {
        assertArrayEquals(first.get(i), results.get(i), "pass " + i + " of " + conv);
      }
      views.forEach(view -> backend.free(view.buffer()));
    }
  }

  private static View input(
      CpuBackend backend,
      DType dtype,
      Shape shape,
      Random random,
      List<View> views,
      ToDoubleFunction<Random> numbers) {
    View view = Sample.of(backend, dtype, shape, random, () -> numbers.applyAsDouble(random));
    views.add(view);
    return view;
  }

  private static double[] run(
      CpuBackend backend, FusedOp op, List<View> inputs, Shape shape, Random random) {
    View out = Sample.empty(backend, inputs.getFirst().dtype(), shape, random);
    assertTrue(backend.tryFused(op, inputs, List.of(out)));
    double[] values = Sample.values(out);
    backend.free(out.buffer());
    return values;
  }

  @Test
  void noChannelsGiveTheBias() {
    CpuBackend backend = BACKENDS.getFirst();
    View x = Sample.dense(backend, DType.F32, Shape.of(1, 0, 3, 3));
    View weight = Sample.dense(backend, DType.F32, Shape.of(2, 0, 2, 2));
    View bias = Sample.dense(backend, DType.F32, Shape.of(2), 4, 5);
    View out = Sample.dense(backend, DType.F32, Shape.of(1, 2, 2, 2), new double[8]);
    backend.tryFused(
        new FusedOp.Conv2d(new Window(1, 1, 0, 0, 1, 1), 1, true),
        List.of(x, weight, bias),
        List.of(out));
    assertArrayEquals(new double[] {4, 4, 4, 4, 5, 5, 5, 5}, Sample.values(out));
  }

  /** Images without pixels, of which padding alone is seen: batches that fill lanes, and others. */
  @Test
  void onlyPadding() {
    Window wide = new Window(1, 1, 2, 2, 1, 1);
    int[] batches = {3, 16, 32, 37};
    for (int images : batches) {
      check(NaiveConv.of(wide, 1, Shape.of(images, 1, 0, 5), Shape.of(4, 1, 3, 3)), DType.F32, 1);
      check(NaiveConv.of(wide, 1, Shape.of(images, 6, 5, 0), Shape.of(8, 6, 3, 3)), DType.F32, 2);
      check(
          NaiveConv.of(wide, 1, Shape.of(images, 40, 0, 5), Shape.of(40, 40, 3, 3)), DType.F32, 3);
    }
  }

  @Test
  void noImagesGiveAZeroWeightGradient() {
    CpuBackend backend = BACKENDS.getFirst();
    View x = Sample.dense(backend, DType.F32, Shape.of(0, 1, 3, 3));
    View gradient = Sample.dense(backend, DType.F32, Shape.of(0, 2, 2, 2));
    View out = Sample.dense(backend, DType.F32, Shape.of(2, 1, 2, 2), 1, 1, 1, 1, 1, 1, 1, 1);
    backend.tryFused(
        new FusedOp.Conv2dWeightGrad(new Window(1, 1, 0, 0, 1, 1), 1),
        List.of(x, gradient),
        List.of(out));
    assertArrayEquals(new double[8], Sample.values(out));
  }

  @Test
  void infiniteWeightsReachOnlyTheInputsTheyMeet() {
    for (CpuBackend backend : BACKENDS) {
      View gradient = Sample.dense(backend, DType.F32, Shape.of(1, 1, 2, 2), 1, 1, 1, 1);
      View weight =
          Sample.dense(backend, DType.F32, Shape.of(1, 1, 1, 2), 1, Double.POSITIVE_INFINITY);
      View out = Sample.dense(backend, DType.F32, Shape.of(1, 1, 2, 3), new double[6]);
      backend.tryFused(
          new FusedOp.Conv2dInputGrad(new Window(1, 1, 0, 0, 1, 1), 1),
          List.of(gradient, weight),
          List.of(out));
      double infinity = Double.POSITIVE_INFINITY;
      assertArrayEquals(
          new double[] {1, infinity, infinity, 1, infinity, infinity}, Sample.values(out));
    }
  }
}
