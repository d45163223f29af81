package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gather, scatter by sums and arg-reduce against plain loops. */
class IndexingTest {
  private final CpuBackend backend = new CpuBackend(new CpuOptions(3, 0, Long.MAX_VALUE));

  @AfterEach
  void close() {
    backend.close();
  }

  private static Shape randomShape(Random random) {
    long[] dims = new long[random.nextInt(1, 5)];
    for (int d = 0; d < dims.length; d++) {
      dims[d] = random.nextInt(8) == 0 ? random.nextInt(200) : random.nextInt(1, 9);
    }
    return Shape.of(dims);
  }

  /**
   * Where element {@code i} of {@code shape} is, with another index along an axis of {@code in}.
   */
  private static int moved(Shape shape, int i, int axis, long index, Shape in) {
    long position = 0;
    long rest = i;
    long[] strides = in.strides();
    for (int d = shape.rank() - 1; d >= 0; d--) {
      position += (d == axis ? index : rest % shape.dim(d)) * strides[d];
      rest /= shape.dim(d);
    }
    return (int) position;
  }

  private static double value(DType dtype, Random random) {
    return switch (dtype) {
      case BOOL -> random.nextInt(2);
      case U8 -> random.nextInt(256);
      case I8, BF16 -> random.nextInt(-128, 128);
      default -> random.nextInt(-1000, 1000);
    };
  }

  @ParameterizedTest
  @EnumSource
  void gather(DType dtype) {
    Random random = new Random(1);
    for (int n = 0; n < 200; n++) {
      Shape shape = randomShape(random);
      int axis = random.nextInt(shape.rank());
      int extent = random.nextInt(1, 20);
      Shape in = shape.with(axis, extent);
      View input = Sample.of(backend, dtype, in, random, () -> value(dtype, random));
      View index = Sample.of(backend, DType.I64, shape, random, () -> random.nextInt(extent));
      View out = Sample.empty(backend, dtype, shape, random);
      backend.gather(input, axis, index, out);
      double[] from = Sample.values(input);
      double[] indices = Sample.values(index);
      double[] expected = new double[indices.length];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = from[moved(shape, i, axis, (long) indices[i], in)];
      }
      assertArrayEquals(expected, Sample.values(out), shape + " axis " + axis);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfATable(DType dtype) {
    Random random = new Random(2);
    View table = Sample.of(backend, dtype, Shape.of(30, 700), random, () -> value(dtype, random));
    View ids = Sample.of(backend, DType.I64, Shape.of(50, 1), random, () -> random.nextInt(30));
    Shape shape = Shape.of(50, 700);
    View out = Sample.empty(backend, dtype, shape, random);
    backend.gather(table, 0, ids.with(ids.layout().broadcastTo(shape)), out);
    double[] rows = Sample.values(table);
    double[] chosen = Sample.values(ids);
    double[] expected = new double[(int) shape.size()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = rows[((int) chosen[i / 700]) * 700 + i % 700];
    }
    assertArrayEquals(expected, Sample.values(out));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"F16", "BF16"})
  void scatterAdd(DType dtype) {
    Random random = new Random(3);
    for (int n = 0; n < 200; n++) {
      Shape shape = randomShape(random);
      int axis = random.nextInt(shape.rank());
      int extent = random.nextInt(1, 20);
      Shape to = shape.with(axis, extent);
      View index = Sample.of(backend, DType.I64, shape, random, () -> random.nextInt(extent));
      View source = Sample.of(backend, dtype, shape, random, () -> value(dtype, random));
      View out = Sample.of(backend, dtype, to, random, () -> value(dtype, random));
      double[] expected = Sample.values(out);
      backend.scatter(ScatterKind.SUM, index, source, axis, out);
      double[] indices = Sample.values(index);
      double[] terms = Sample.values(source);
      for (int i = 0; i < terms.length; i++) {
        int at = moved(shape, i, axis, (long) indices[i], to);
        double sum = expected[at] + terms[i];
        expected[at] =
            switch (dtype) {
              case BOOL -> Math.min(1, sum);
              case U8 -> sum % 256;
              case I8 -> (byte) (int) sum;
              default -> sum;
            };
      }
      assertArrayEquals(expected, Sample.values(out), shape + " axis " + axis);
    }
  }

  @ParameterizedTest
  @EnumSource
  void argReduce(DType dtype) {
    Random random = new Random(4);
    for (int n = 0; n < 200; n++) {
      int axis = random.nextInt(2);
      Shape shape = Shape.of(random.nextInt(1, 30), random.nextInt(1, 30), random.nextInt(4));
      boolean largest = random.nextBoolean();
      View input =
          Sample.of(
              backend,
              dtype,
              shape,
              random,
              () ->
                  dtype.isFloating() && random.nextInt(20) == 0
                      ? Double.NaN
                      : value(dtype, random) % 7);
      View out = Sample.empty(backend, DType.I64, shape.with(axis, 1), random);
      backend.argReduce(largest, input, axis, out);
      double[] values = Sample.values(input);
      double[] expected = new double[(int) out.shape().size()];
      for (int i = 0; i < expected.length; i++) {
        for (int k = 1; k < shape.dim(axis); k++) {
          double old = values[moved(out.shape(), i, axis, (long) expected[i], shape)];
          double now = values[moved(out.shape(), i, axis, k, shape)];
          boolean beats = largest ? now > old : now < old;
          if (beats || (Double.isNaN(now) && !Double.isNaN(old))) {
            expected[i] = k;
          }
        }
      }
      assertArrayEquals(expected, Sample.values(out), shape + " axis " + axis);
    }
  }
}
