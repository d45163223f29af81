package dev.narae.cpu.kernel;

import dev.narae.cpu.CpuBuffer;
import dev.narae.spi.MapCall;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Memory that a call reads or writes densely.
 *
 * @param start address of its first byte
 * @param end address after its last byte
 * @param bytes of an element
 * @param written whether it is written
 */
record MapSpan(long start, long end, int bytes, boolean written) {

  /** The memory of a call, or nothing if some view is not dense or not native. */
  static Optional<List<MapSpan>> of(MapCall call) {
    List<MapSpan> spans = new ArrayList<>(call.inputs().size() + 1);
    for (View input : call.inputs()) {
      if (!isPlain(input, call.out())) {
        return Optional.empty();
      }
      spans.add(of(input, false));
    }
    if (!isPlain(call.out(), call.out())) {
      return Optional.empty();
    }
    spans.add(of(call.out(), true));
    return Optional.of(spans);
  }

  private static boolean isPlain(View view, View out) {
    return view.layout().isContiguous()
        && view.shape().size() == out.shape().size()
        && CpuBuffer.of(view).isNative();
  }

  private static MapSpan of(View view, boolean written) {
    MemorySegment memory = CpuBuffer.of(view);
    int bytes = view.dtype().bytes();
    long start = memory.address() + view.layout().offset() * bytes;
    return new MapSpan(start, start + view.shape().size() * bytes, bytes, written);
  }

  /** Whether one writes what the other reads or writes. */
  boolean dependsOn(MapSpan other) {
    return (written || other.written) && start < other.end && other.start < end;
  }

  /** Whether an element of the one depends on no element of the other but that of its position. */
  boolean isElementwise(MapSpan other) {
    return !dependsOn(other) || (start == other.start && bytes == other.bytes);
  }
}
