package dev.narae.cpu.pool;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.cpu.CpuBuffer;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/** The rows of the planes of a view (N, C, H, W) of F32, copied from and to arrays. */
final class PoolRows {
  private final MemorySegment memory;
  private final Layout layout;
  private final long channels;
  private final int width;

  PoolRows(View view) {
    this.memory = CpuBuffer.of(view);
    this.layout = view.layout();
    this.channels = view.shape().dim(1);
    this.width = Math.toIntExact(view.shape().dim(3));
  }

  private long at(long plane, long row) {
    return layout.offset()
        + plane / channels * layout.stride(0)
        + plane % channels * layout.stride(1)
        + row * layout.stride(2);
  }

  /** Copies a row of a plane to the beginning of an array. */
  void load(long plane, int row, float[] to) {
    long from = at(plane, row) * Float.BYTES;
    long step = layout.stride(3) * Float.BYTES;
    if (step == Float.BYTES) {
      MemorySegment.copy(memory, JAVA_FLOAT_UNALIGNED, from, to, 0, width);
      return;
    }
    for (int i = 0; i < width; i++) {
      to[i] = memory.get(JAVA_FLOAT_UNALIGNED, from + i * step);
    }
  }

  /** Copies a part of an array to a row of a plane. */
  void store(long plane, int row, float[] from, int fromAt) {
    long to = at(plane, row) * Float.BYTES;
    long step = layout.stride(3) * Float.BYTES;
    if (step == Float.BYTES) {
      MemorySegment.copy(from, fromAt, memory, JAVA_FLOAT_UNALIGNED, to, width);
      return;
    }
    for (int i = 0; i < width; i++) {
      memory.set(JAVA_FLOAT_UNALIGNED, to + i * step, from[fromAt + i]);
    }
  }
}
