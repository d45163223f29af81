package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scans, sorts and scatters of random shapes and strides against plain loops. */
class LinesTest {
  /** What 0/0 is on many processors: a NaN with the sign of a negative number. */
  private static final double NEGATIVE_NAN = Double.longBitsToDouble(0xFFF8_0000_0000_0000L);

  private static final int ROUNDS = 150;

  private final CpuBackend backend = new CpuBackend(new CpuOptions(3, 0, Long.MAX_VALUE));

  @AfterEach
  void close() {
    backend.close();
  }

  /** Long in one dimension now and then, so that blocks and long sorts occur. */
  private static Shape shape(Random random) {
    long[] dims = new long[random.nextInt(1, 4)];
    for (int d = 0; d < dims.length; d++) {
      dims[d] = random.nextInt(1, 9);
    }
    if (random.nextInt(4) == 0) {
      dims[random.nextInt(dims.length)] = random.nextInt(700);
    }
    return Shape.of(dims);
  }

  /** Numbers that repeat, with NaN, infinities and both zeros among the floating ones. */
  private static double number(DType dtype, Random random) {
    if (dtype == DType.BOOL) {
      return random.nextInt(2);
    }
    if (dtype.isFloating() && random.nextInt(40) == 0) {
      double[] special = {
        Double.NaN, NEGATIVE_NAN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0
      };
      return special[random.nextInt(special.length)];
    }
    boolean wide = random.nextInt(3) == 0 && dtype.bytes() >= Integer.BYTES;
    int number = wide ? random.nextInt(-8_000_000, 8_000_000) : random.nextInt(-60, 60);
    return dtype == DType.U8 ? number & 0xFF : number;
  }

  private View numbers(DType dtype, Shape shape, Random random) {
    return Sample.of(backend, dtype, shape, random, () -> number(dtype, random));
  }

  /** What a view of {@code dtype} makes of numbers. */
  private double[] stored(DType dtype, Shape shape, double[] numbers) {
    return Sample.values(Sample.dense(backend, dtype, shape, numbers));
  }

  /** Works on the row-major positions of one line. */
  private interface Line {
    void at(int[] positions);
  }

  private static void eachLine(Shape shape, int axis, Line line) {
    int step = (int) shape.strides()[axis];
    int extent = (int) shape.dim(axis);
    for (int i = 0; i < shape.size(); i++) {
      if (i / step % extent == 0) {
        int start = i;
        line.at(IntStream.range(0, extent).map(k -> start + k * step).toArray());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void scan(DType dtype) {
    Random random = new Random(1);
    for (int n = 0; n < ROUNDS; n++) {
      Shape shape = shape(random);
      int axis = random.nextInt(shape.rank());
      ReduceKind kind = ReduceKind.values()[n % 4];
      View input =
          kind == ReduceKind.PROD
              ? Sample.of(backend, dtype, shape, random, () -> random.nextInt(2))
              : numbers(dtype, shape, random);
      View out = Sample.empty(backend, dtype, shape, random);
      backend.scan(kind, input, axis, out);
      double[] expected = Sample.values(input);
      eachLine(
          shape,
          axis,
          line -> {
            double joined = expected[line[0]];
            for (int i = 1; i < line.length; i++) {
              joined = join(kind, joined, expected[line[i]]);
              expected[line[i]] = wrapped(dtype, joined);
            }
          });
      String what = kind + " " + shape + " axis " + axis;
      assertArrayEquals(stored(dtype, shape, expected), Sample.values(out), what);
    }
  }

  private static double join(ReduceKind kind, double a, double b) {
    return switch (kind) {
      case SUM -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  /** Unsigned bytes wrap around; a truth value is whether a number is not 0. */
  private static double wrapped(DType dtype, double value) {
    if (dtype == DType.BOOL) {
      return value != 0 ? 1 : 0;
    }
    return dtype == DType.U8 ? (long) value & 0xFF : value;
  }

  @ParameterizedTest
  @EnumSource
  void sort(DType dtype) {
    Random random = new Random(2);
    for (int n = 0; n < ROUNDS; n++) {
      Shape shape = shape(random);
      int axis = random.nextInt(shape.rank());
      boolean descending = random.nextBoolean();
      View input = numbers(dtype, shape, random);
      View values = Sample.empty(backend, dtype, shape, random);
      View positions = Sample.empty(backend, DType.I64, shape, random);
      backend.sort(input, axis, descending, values, positions);
      double[] in = Sample.values(input);
      double[] sorted = new double[in.length];
      double[] from = new double[in.length];
      eachLine(
          shape,
          axis,
          line -> {
            Integer[] order = IntStream.range(0, line.length).boxed().toArray(Integer[]::new);
            Comparator<Integer> ascending = Comparator.comparingDouble(i -> in[line[i]] + 0.0);
            Arrays.sort(order, descending ? ascending.reversed() : ascending);
            for (int i = 0; i < order.length; i++) {
              sorted[line[i]] = in[line[order[i]]];
              from[line[i]] = order[i];
            }
          });
      String what = shape + " axis " + axis;
      assertArrayEquals(sorted, Sample.values(values), what);
      assertArrayEquals(from, Sample.values(positions), what);
    }
  }

  @ParameterizedTest
  @EnumSource
  void scatter(ScatterKind kind) {
    Random random = new Random(3);
    DType[] dtypes = DType.values();
    for (int n = 0; n < 2 * ROUNDS; n++) {
      DType dtype = dtypes[n % dtypes.length];
      Shape shape = shape(random);
      int axis = random.nextInt(shape.rank());
      int extent = random.nextInt(1, 20);
      Shape to = shape.with(axis, extent);
      View index = Sample.of(backend, DType.I64, shape, random, () -> random.nextInt(extent));
      View source = factors(kind, dtype, shape, random);
      View out = factors(kind, dtype, to, random);
      double[] expected = Sample.values(out);
      backend.scatter(kind, index, source, axis, out);
      double[] where = Sample.values(index);
      double[] elements = Sample.values(source);
      int step = (int) to.strides()[axis];
      eachLine(
          shape,
          axis,
          line -> {
            int start = line[0] / (step * (int) shape.dim(axis)) * step * extent + line[0] % step;
            for (int i : line) {
              int target = (int) where[i];
              int at = start + target * step;
              expected[at] = wrapped(dtype, join(kind, expected[at], elements[i]));
            }
          });
      String what = dtype + " " + shape + " axis " + axis;
      assertArrayEquals(stored(dtype, to, expected), Sample.values(out), what);
    }
  }

  /** Small whole numbers, exact in every dtype and order, where sums and products could round. */
  private View factors(ScatterKind kind, DType dtype, Shape shape, Random random) {
    return switch (kind) {
      case SUM, PROD -> Sample.of(backend, dtype, shape, random, () -> random.nextInt(2));
      case SET, MAX, MIN -> numbers(dtype, shape, random);
    };
  }

  private static double join(ScatterKind kind, double held, double element) {
    return switch (kind) {
      case SET -> element;
      case SUM -> held + element;
      case PROD -> held * element;
      case MAX -> Math.max(held, element);
      case MIN -> Math.min(held, element);
    };
  }
}
