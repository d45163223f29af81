package dev.narae.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.kernel.RowKernel.Output;
import dev.narae.expr.Expr;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that are mapped and joined by one loop: the same bits in each form, and right. */
class RowKernelTest {
  private static final Expr X = Expr.arg(0);

  /** y = x · s for each element, with its sum and its extrema. */
  private static List<Output> outputs() {
    Expr y = X.mul(Expr.arg(1));
    return List.of(Output.each(y), Output.sum(y), Output.max(y), new Output(y, ReduceKind.MIN));
  }

  @ParameterizedTest
  @CsvSource({
    "F32, 1, 1", "F32, 3, 10", "F32, 2, 31", "F32, 2, 32", "F32, 3, 33", "F32, 2, 512",
    "F32, 2, 545", "F32, 3, 1000", "F32, 1, 5003", "F64, 2, 15", "F64, 3, 100", "F64, 2, 1027"
  })
  void formsAgree(DType dtype, int rows, int columns) {
    Random random = new Random(columns);
    View x = Data.random(Data.zeros(dtype, rows, columns), random);
    View s = Data.random(Data.zeros(dtype, rows), random);
    RowKernel kernel = new RowKernel("test", dtype, List.of(true, false), outputs());
    List<View> scalar = run(Forms.SCALAR, kernel, x, s);
    check(scalar, x, s);
    for (Kernels other : Forms.OTHERS) {
      List<View> again = run(other, kernel, x, s);
      for (int i = 0; i < again.size(); i++) {
        assertArrayEquals(Data.bytes(scalar.get(i)), Data.bytes(again.get(i)), "output " + i);
      }
    }
  }

  /**
   * The last vector of a row overlaps the one before, and what it reads is not what was written.
   */
  @ParameterizedTest
  @CsvSource({
    "F32, 3, 1",
    "F32, 3, 4",
    "F32, 3, 7",
    "F32, 3, 16",
    "F32, 3, 17",
    "F32, 2, 31",
    "F32, 3, 45",
    "F32, 5, 1000",
    "F64, 3, 2",
    "F64, 3, 9",
    "F64, 4, 103"
  })
  void anInputMayBeTheOutput(DType dtype, int rows, int columns) {
    RowKernel kernel =
        RowKernel.of("double", dtype, 1, 0, Output.each(X.mul(X).add(Expr.constant(1))));
    View x = Data.random(Data.zeros(dtype, rows, columns), new Random(columns));
    for (Kernels kernels : Forms.ALL) {
      View y = Data.zeros(dtype, rows, columns);
      CpuBuffer.of(y).copyFrom(CpuBuffer.of(x));
      MemorySegment both = CpuBuffer.of(y);
      long bytes = dtype.bytes();
      kernels
          .rows(kernel)
          .run(
              new MemorySegment[] {both, both},
              new long[3],
              new long[] {bytes, bytes, 1},
              new long[] {columns * bytes, columns * bytes, 0},
              columns,
              rows,
              new long[0]);
      for (int i = 0; i < rows * columns; i++) {
        double before = Data.element(x, i);
        assertEquals(before * before + 1, Data.element(y, i), 1e-6 * (1 + before * before));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F32, 1",
    "F32, 31",
    "F32, 33",
    "F32, 63",
    "F32, 64",
    "F32, 65",
    "F32, 128",
    "F32, 1000",
    "F64, 31",
    "F64, 32",
    "F64, 33",
    "F64, 1000"
  })
  void extremaAgree(DType dtype, int columns) {
    RowKernel kernel =
        RowKernel.of("extrema", dtype, 1, 0, Output.max(X), new Output(X, ReduceKind.MIN));
    Random random = new Random(columns);
    for (double special : new double[] {0, -0.0, Double.POSITIVE_INFINITY, Double.NaN}) {
      View x = Data.random(Data.zeros(dtype, 1, columns), random);
      int at = random.nextInt(columns);
      Data.set(x, at, special);
      double most = Double.NEGATIVE_INFINITY;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < columns; i++) {
        most = Math.max(most, Data.element(x, i));
        least = Math.min(least, Data.element(x, i));
      }
      for (Kernels kernels : Forms.ALL) {
        View max = Data.zeros(dtype, 1);
        View min = Data.zeros(dtype, 1);
        kernels
            .rows(kernel)
            .run(
                new MemorySegment[] {CpuBuffer.of(x), CpuBuffer.of(max), CpuBuffer.of(min)},
                new long[4],
                new long[] {dtype.bytes(), 0, 0, 1},
                new long[4],
                columns,
                1,
                new long[0]);
        assertEquals(most, Data.element(max, 0), special + " at " + at);
        assertEquals(least, Data.element(min, 0), special + " at " + at);
      }
    }
  }

  private static List<View> run(Kernels kernels, RowKernel kernel, View x, View s) {
    int rows = (int) x.shape().dim(0);
    int columns = (int) x.shape().dim(1);
    long bytes = x.dtype().bytes();
    List<View> views = new ArrayList<>(List.of(x, s, Data.zeros(x.dtype(), rows, columns)));
    for (int i = 0; i < 3; i++) {
      views.add(Data.zeros(x.dtype(), rows));
    }
    MemorySegment[] segments = views.stream().map(CpuBuffer::of).toArray(MemorySegment[]::new);
    long row = columns * bytes;
    kernels
        .rows(kernel)
        .run(
            segments,
            new long[7],
            new long[] {bytes, 0, bytes, 0, 0, 0, 1},
            new long[] {row, bytes, row, bytes, bytes, bytes, 0},
            columns,
            rows,
            new long[0]);
    return views.subList(2, 6);
  }

  private static void check(List<View> outputs, View x, View s) {
    int columns = (int) x.shape().dim(1);
    double tolerance = x.dtype() == DType.F32 ? 2e-6 : 1e-14;
    for (int row = 0; row < x.shape().dim(0); row++) {
      double sum = 0;
      double size = 0;
      double most = Double.NEGATIVE_INFINITY;
      double least = Double.POSITIVE_INFINITY;
      for (int column = 0; column < columns; column++) {
        double y = Data.element(outputs.get(0), (long) row * columns + column);
        double exact = Data.element(x, (long) row * columns + column) * Data.element(s, row);
        assertEquals(exact, y, tolerance * Math.abs(exact));
        sum += y;
        size += Math.abs(y);
        most = Math.max(most, y);
        least = Math.min(least, y);
      }
      assertEquals(sum, Data.element(outputs.get(1), row), tolerance * size);
      assertEquals(most, Data.element(outputs.get(2), row));
      assertEquals(least, Data.element(outputs.get(3), row));
    }
  }
}
