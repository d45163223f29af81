package dev.narae.cpu;

import dev.narae.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** A random product with operands in a random layout, and its reference by a plain triple loop. */
public record GemmCase(GemmProblem problem, MemorySegment before) {

  private static final int GUARD = 5;

  /** A product of random values, with an operand's layout drawn for each. */
  public static GemmCase of(
      DType dtype, int batch, int m, int n, int k, boolean add, SplittableRandom random) {
    GemmMatrix a = matrix(dtype, batch, m, k, random, random.nextInt(5));
    int layout = random.nextInt(7);
    GemmMatrix b =
        layout < 5
            ? matrix(dtype, batch, k, n, random, layout)
            : scattered(dtype, batch, k, n, random);
    GemmMatrix c = matrix(dtype, batch, m, n, random, random.nextInt(3));
    MemorySegment before = Arena.ofAuto().allocate(c.segment().byteSize(), 64);
    before.copyFrom(c.segment());
    return new GemmCase(new GemmProblem(dtype, batch, m, n, k, a, b, c, add), before);
  }

  /** Layouts: 0 dense, 1 transposed, 2 strided both ways, 3 one row repeated, 4 one matrix. */
  private static GemmMatrix matrix(
      DType dtype, int batch, int rows, int columns, SplittableRandom random, int layout) {
    long row = layout == 1 ? 1 : layout == 2 ? 2L * columns + 3 : layout == 3 ? 0 : columns;
    long column = layout == 1 ? rows : layout == 2 ? 2 : 1;
    long one = Math.max(1, Math.max(1, rows) * row + Math.max(1, columns) * column);
    long stride = layout == 4 ? 0 : layout == 2 ? one : (long) rows * columns;
    long elements = batch * Math.max(stride, 1) + one + 2 * GUARD;
    MemorySegment segment = Arena.ofAuto().allocate(elements * dtype.bytes(), 64);
    for (long i = 0; i < elements; i++) {
      set(dtype, segment, i, random);
    }
    return new GemmMatrix(segment, GUARD, stride, row, column);
  }

  /** A matrix with a table: some columns follow each other, and rows lie anywhere. */
  private static GemmMatrix scattered(
      DType dtype, int batch, int rows, int columns, SplittableRandom random) {
    long[] columnAt = new long[columns];
    for (int j = 1; j < columns; j++) {
      columnAt[j] = columnAt[j - 1] + (random.nextInt(4) > 0 ? 1 : random.nextInt(9));
    }
    long[] rowAt = new long[rows];
    for (int i = 0; i < rows; i++) {
      rowAt[i] = random.nextInt(3 * rows);
    }
    long one = 3L * rows + 9L * columns;
    long elements = GUARD + (batch - 1) * one + last(rowAt) + last(columnAt) + 1;
    MemorySegment segment = Arena.ofAuto().allocate(elements * dtype.bytes(), 64);
    for (long i = 0; i < elements; i++) {
      set(dtype, segment, i, random);
    }
    return GemmMatrix.scattered(segment, GUARD, one, new GemmTable(rowAt, columnAt));
  }

  /** The segment ends with the last element, so that nothing may be read behind it. */
  private static long last(long[] offsets) {
    return LongStream.of(offsets).max().orElse(0);
  }

  private static void set(DType dtype, MemorySegment s, long i, SplittableRandom random) {
    switch (dtype) {
      case F32 -> s.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
      case F64 -> s.setAtIndex(ValueLayout.JAVA_DOUBLE, i, random.nextDouble(-1, 1));
      case I32 -> s.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt());
      case I64 -> s.setAtIndex(ValueLayout.JAVA_LONG, i, random.nextLong());
      case BOOL, U8, I8, I16, F16, BF16 -> throw new IllegalArgumentException(dtype.toString());
    }
  }

  /** The same product into another copy of C as it was before. */
  public GemmCase again() {
    MemorySegment segment = Arena.ofAuto().allocate(before.byteSize(), 64);
    segment.copyFrom(before);
    GemmMatrix c = problem.c();
    GemmMatrix fresh =
        new GemmMatrix(segment, c.offset(), c.batchStride(), c.rowStride(), c.columnStride());
    return new GemmCase(
        new GemmProblem(
            problem.dtype(),
            problem.batch(),
            problem.rows(),
            problem.columns(),
            problem.depth(),
            problem.a(),
            problem.b(),
            fresh,
            problem.add(),
            problem.slab()),
        before);
  }

  /** The same product, summed in slabs of another depth. */
  public GemmCase withSlab(int slab) {
    GemmProblem p = problem;
    return new GemmCase(
        new GemmProblem(
            p.dtype(),
            p.batch(),
            p.rows(),
            p.columns(),
            p.depth(),
            p.a(),
            p.b(),
            p.c(),
            p.add(),
            slab),
        before);
  }

  /** What C must hold: each sum slab by slab, in ascending order; all else as before. */
  public MemorySegment expected() {
    MemorySegment result = Arena.ofAuto().allocate(before.byteSize(), 64);
    result.copyFrom(before);
    for (long batch = 0; batch < problem.batch(); batch++) {
      for (long i = 0; i < problem.rows(); i++) {
        for (long j = 0; j < problem.columns(); j++) {
          element(result, batch, i, j);
        }
      }
    }
    return result;
  }

  private void element(MemorySegment c, long batch, long i, long j) {
    long at = problem.c().at(batch, i, j);
    switch (problem.dtype()) {
      case F32 -> {
        float total = problem.add() ? c.getAtIndex(ValueLayout.JAVA_FLOAT, at) : 0;
        for (long from = 0; from < problem.depth(); from += problem.slab()) {
          float sum = 0;
          for (long p = from; p < Math.min(problem.depth(), from + problem.slab()); p++) {
            sum =
                Math.fma(
                    a().getAtIndex(ValueLayout.JAVA_FLOAT, problem.a().at(batch, i, p)),
                    b().getAtIndex(ValueLayout.JAVA_FLOAT, problem.b().at(batch, p, j)),
                    sum);
          }
          total = from == 0 && !problem.add() ? sum : total + sum;
        }
        c.setAtIndex(ValueLayout.JAVA_FLOAT, at, total);
      }
      case F64 -> {
        double total = problem.add() ? c.getAtIndex(ValueLayout.JAVA_DOUBLE, at) : 0;
        for (long from = 0; from < problem.depth(); from += problem.slab()) {
          double sum = 0;
          for (long p = from; p < Math.min(problem.depth(), from + problem.slab()); p++) {
            sum =
                Math.fma(
                    a().getAtIndex(ValueLayout.JAVA_DOUBLE, problem.a().at(batch, i, p)),
                    b().getAtIndex(ValueLayout.JAVA_DOUBLE, problem.b().at(batch, p, j)),
                    sum);
          }
          total = from == 0 && !problem.add() ? sum : total + sum;
        }
        c.setAtIndex(ValueLayout.JAVA_DOUBLE, at, total);
      }
      case I32 -> {
        int sum = problem.add() ? c.getAtIndex(ValueLayout.JAVA_INT, at) : 0;
        for (long p = 0; p < problem.depth(); p++) {
          sum +=
              a().getAtIndex(ValueLayout.JAVA_INT, problem.a().at(batch, i, p))
                  * b().getAtIndex(ValueLayout.JAVA_INT, problem.b().at(batch, p, j));
        }
        c.setAtIndex(ValueLayout.JAVA_INT, at, sum);
      }
      case I64 -> {
        long sum = problem.add() ? c.getAtIndex(ValueLayout.JAVA_LONG, at) : 0;
        for (long p = 0; p < problem.depth(); p++) {
          sum +=
              a().getAtIndex(ValueLayout.JAVA_LONG, problem.a().at(batch, i, p))
                  * b().getAtIndex(ValueLayout.JAVA_LONG, problem.b().at(batch, p, j));
        }
        c.setAtIndex(ValueLayout.JAVA_LONG, at, sum);
      }
      case BOOL, U8, I8, I16, F16, BF16 ->
          throw new IllegalArgumentException(problem.dtype().toString());
    }
  }

  private MemorySegment a() {
    return problem.a().segment();
  }

  private MemorySegment b() {
    return problem.b().segment();
  }

  @Override
  public String toString() {
    return "%s %d x (%d,%d,%d)%s a%s b%s c%s"
        .formatted(
            problem.dtype(),
            problem.batch(),
            problem.rows(),
            problem.depth(),
            problem.columns(),
            problem.add() ? " add" : "",
            strides(problem.a()),
            strides(problem.b()),
            strides(problem.c()));
  }

  private static String strides(GemmMatrix m) {
    return "[%d,%d,%d]".formatted(m.batchStride(), m.rowStride(), m.columnStride());
  }
}
