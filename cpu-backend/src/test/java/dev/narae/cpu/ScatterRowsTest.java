package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole rows that are added where an index says, against a plain loop, bit for bit. */
class ScatterRowsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 300, 5000})
  void addsInRowMajorOrder(int rows) {
    check(rows, 48, 100);
    check(rows, 48, 3);
  }

  @Test
  void addsLongRowsPieceByPiece() {
    check(90, 2500, 7);
  }

  private static void check(int rows, int columns, int places) {
    Random random = new Random(rows);
    float[] source = new float[rows * columns];
    float[] expected = new float[places * columns];
    long[] index = new long[rows];
    for (int i = 0; i < rows; i++) {
      index[i] = random.nextInt(places);
      for (int j = 0; j < columns; j++) {
        source[i * columns + j] = random.nextFloat();
        expected[(int) index[i] * columns + j] += source[i * columns + j];
      }
    }
    try (CpuBackend backend = new CpuBackend(new CpuOptions(3, 0, Long.MAX_VALUE))) {
      View from = view(MemorySegment.ofArray(source), DType.F32, rows, columns);
      View out =
          view(MemorySegment.ofArray(new float[expected.length]), DType.F32, places, columns);
      View where = view(MemorySegment.ofArray(index), DType.I64, rows, 1);
      where = where.broadcastTo(Shape.of(rows, columns));
      backend.scatter(ScatterKind.SUM, where, from, 0, out);
      assertArrayEquals(expected, CpuBuffer.of(out).toArray(ValueLayout.JAVA_FLOAT));
    }
  }

  private static View view(MemorySegment values, DType dtype, long rows, long columns) {
    CpuBuffer buffer = CpuBuffer.adopted(values);
    return new View(buffer, dtype, Layout.contiguous(Shape.of(rows, columns)));
  }
}
