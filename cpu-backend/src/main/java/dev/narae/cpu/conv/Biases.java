package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.DType;
import dev.narae.cpu.Cells;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Scratch;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The numbers that kernels add to the sums of each output channel, of all groups. */
final class Biases {
  private Biases() {}

  /**
   * The elements of a view, or what leaves sums as they are. With padding no sum is -0 after it:
   * whether one was could depend on whether zeros of the padding were added to it or left out.
   */
  static MemorySegment of(Scratch scratch, ConvSizes sizes, DType dtype, @Nullable View view) {
    MemorySegment biases = none(scratch, sizes, dtype);
    int count = sizes.groups() * sizes.out();
    int bytes = dtype.bytes();
    if (view != null) {
      long step = view.layout().stride(0);
      Cells.copy(CpuBuffer.of(view), view.layout().offset(), step, biases, 0, 1, count, bytes);
    }
    if (!sizes.unpadded()) {
      addZero(dtype, biases, count);
    }
    return biases;
  }

  /** -0 for each channel, which leaves every sum as it is. */
  static MemorySegment none(Scratch scratch, ConvSizes sizes, DType dtype) {
    int count = sizes.groups() * sizes.out();
    MemorySegment none = scratch.take((long) count * dtype.bytes());
    Sums.fillNegativeZeros(dtype, none, count);
    return none;
  }

  /** Makes +0 of -0. */
  private static void addZero(DType dtype, MemorySegment biases, int count) {
    for (int i = 0; i < count; i++) {
      if (dtype == DType.F32) {
        long at = (long) i * Float.BYTES;
        biases.set(JAVA_FLOAT_UNALIGNED, at, biases.get(JAVA_FLOAT_UNALIGNED, at) + 0f);
      } else {
        long at = (long) i * Double.BYTES;
        biases.set(JAVA_DOUBLE_UNALIGNED, at, biases.get(JAVA_DOUBLE_UNALIGNED, at) + 0d);
      }
    }
  }
}
