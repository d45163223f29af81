package dev.narae.cuda;

import dev.narae.spi.CachingAllocator;
import dev.narae.spi.ChangingNumbers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is noted while calls become a {@link CudaGraph}: first they are made without launching
 * anything, so that their kernels are compiled and their buffers known, and then on a stream that
 * is captured.
 */
final class GraphCapture {
  private final ChangingNumbers numbers;
  private final CudaBuffer table;
  private final Set<CudaBuffer> buffers = new LinkedHashSet<>();
  private final List<CudaBuffer> scratch = new ArrayList<>();
  private final List<CudaBuffer> idle = new ArrayList<>();
  private final List<CudaBuffer> handed = new ArrayList<>();
  private int repeated;
  private boolean trial = true;

  /**
   * The start of a capture.
   *
   * @param table where the numbers that change will be, 8 bytes each
   */
  GraphCapture(ChangingNumbers numbers, CudaBuffer table) {
    this.numbers = numbers;
    this.table = table;
  }

  /** Whether nothing is launched yet. */
  boolean isTrial() {
    return trial;
  }

  /** Ends the trial. */
  void start() {
    trial = false;
  }

  /** Which scalars are read from the table: a bit for each, at most 64. */
  long changing(long[] scalars) {
    long bits = 0;
    for (int i = 0; i < scalars.length; i++) {
      if (numbers.place(scalars, i) >= 0) {
        bits |= 1L << i;
      }
    }
    return bits;
  }

  /** A scalar, or for one that changes the address where it will be. */
  long argument(long[] scalars, int index) {
    int place = numbers.place(scalars, index);
    return place < 0 ? scalars[index] : table.address() + 8L * place;
  }

  void use(CudaBuffer buffer) {
    buffers.add(buffer);
  }

  /** All buffers that calls use. */
  Set<CudaBuffer> buffers() {
    return buffers;
  }

  /**
   * Memory for one operation; it may serve later ones, which run one after the other. After the
   * trial the same is handed out again, so that nothing is allocated while a stream is captured.
   */
  CudaBuffer scratch(CachingAllocator<CudaBuffer> memory, long bytes) {
    if (trial) {
      CudaBuffer buffer = idleOrNew(memory, bytes);
      handed.add(buffer);
      return buffer;
    }
    if (repeated == handed.size() || handed.get(repeated).bytes() < bytes) {
      throw new IllegalStateException("graph: the calls differ from those of the trial");
    }
    return handed.get(repeated++);
  }

  private CudaBuffer idleOrNew(CachingAllocator<CudaBuffer> memory, long bytes) {
    for (Iterator<CudaBuffer> left = idle.iterator(); left.hasNext(); ) {
      CudaBuffer buffer = left.next();
      if (buffer.bytes() >= bytes) {
        left.remove();
        return buffer;
      }
    }
    CudaBuffer buffer = memory.allocate(Math.max(1, bytes));
    scratch.add(buffer);
    return buffer;
  }

  /** Ends an operation's use. */
  void giveBack(List<CudaBuffer> temporary) {
    if (trial) {
      idle.addAll(temporary);
    }
  }

  /** The memory of operations, which the graph has to keep. */
  List<CudaBuffer> scratch() {
    return scratch;
  }
}
