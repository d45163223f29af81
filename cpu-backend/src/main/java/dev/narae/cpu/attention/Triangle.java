package dev.narae.cpu.attention;

import dev.narae.DType;
import dev.narae.cpu.CpuBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What a query does not see with causal attention: the keys after its own place. */
final class Triangle {
  private Triangle() {}

  /**
   * Overwrites what is not seen.
   *
   * @param tile a value for each query and key, rows dense
   * @param query place of the first query
   * @param key place of the first key
   */
  static void fill(Tile tile, long query, long key, double value) {
    MemorySegment memory = CpuBuffer.of(tile.view());
    for (long i = 0; i < tile.rows(); i++) {
      for (long j = Math.max(0, query + i + 1 - key); j < tile.columns(); j++) {
        if (tile.view().dtype() == DType.F32) {
          memory.setAtIndex(ValueLayout.JAVA_FLOAT, tile.at(i, j), (float) value);
        } else {
          memory.setAtIndex(ValueLayout.JAVA_DOUBLE, tile.at(i, j), value);
        }
      }
    }
  }
}
