package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.cpu.CpuBuffer;
import dev.narae.spi.Layout;
import dev.narae.spi.Loops;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The loops of one call over all operands: inputs, then the output, then the element's position as
 * one more operand without memory. Steps count bytes, those of the position elements.
 */
final class Nest {
  private final View[] views;
  private final long[] extents;

  /** By loop, then by operand. */
  private final long[][] steps;

  private final long[] starts;
  private final boolean wide;

  /** Which loop runs along the columns of the compiled code. */
  private int columnLoop;

  private Nest(View[] views, long[] extents, long[][] steps, long[] starts, long elements) {
    this.views = views;
    this.extents = extents;
    this.steps = steps;
    this.starts = starts;
    this.wide = elements > Integer.MAX_VALUE;
    this.columnLoop = extents.length - 1;
  }

  /** The loops over a domain; the output is broadcast to it, so its reduced axes have step 0. */
  static Nest of(Shape domain, List<View> inputs, View out) {
    View[] views = new View[inputs.size() + 1];
    boolean dense = out.shape().size() == domain.size();
    for (int i = 0; i < views.length; i++) {
      views[i] = i < inputs.size() ? inputs.get(i) : out.broadcastTo(domain);
      dense = dense && views[i].layout().isContiguous();
    }
    return dense ? dense(domain, views) : general(domain, views);
  }

  /** One loop, for views without gaps: the usual case, which must not cost much. */
  private static Nest dense(Shape domain, View[] views) {
    long[] step = new long[views.length + 1];
    long[] starts = new long[views.length + 1];
    for (int i = 0; i < views.length; i++) {
      step[i] = views[i].dtype().bytes();
      starts[i] = views[i].layout().offset() * step[i];
    }
    step[views.length] = 1;
    return new Nest(views, new long[] {domain.size()}, new long[][] {step}, starts, domain.size());
  }

  private static Nest general(Shape domain, View[] views) {
    List<Layout> layouts = new ArrayList<>(views.length + 1);
    for (View view : views) {
      layouts.add(view.layout());
    }
    layouts.add(Layout.contiguous(domain));
    Loops loops = Loops.of(domain, layouts);
    long[] extents = new long[loops.depth()];
    long[][] steps = new long[loops.depth()][layouts.size()];
    long[] starts = new long[layouts.size()];
    for (int operand = 0; operand < starts.length; operand++) {
      int unit = operand < views.length ? views[operand].dtype().bytes() : 1;
      starts[operand] = loops.offset(operand) * unit;
      for (int loop = 0; loop < extents.length; loop++) {
        extents[loop] = loops.extent(loop);
        steps[loop][operand] = loops.stride(operand, loop) * unit;
      }
    }
    return new Nest(views, extents, steps, starts, domain.size());
  }

  /** The number of operands with memory. */
  int operands() {
    return views.length;
  }

  DType dtype(int operand) {
    return views[operand].dtype();
  }

  /** Whether positions may exceed 31 bits. */
  boolean isWide() {
    return wide;
  }

  int depth() {
    return extents.length;
  }

  long extent(int loop) {
    return extents[loop];
  }

  /** From an element to the next along a loop, for each operand; not to be changed. */
  long[] steps(int loop) {
    return steps[loop];
  }

  /** Where the first element of each operand is; not to be changed. */
  long[] starts() {
    return starts;
  }

  /** The memory of each operand; new. */
  MemorySegment[] segments() {
    MemorySegment[] segments = new MemorySegment[views.length];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = CpuBuffer.of(views[i]);
    }
    return segments;
  }

  int columnLoop() {
    return columnLoop;
  }

  void setColumnLoop(int loop) {
    columnLoop = loop;
  }

  /** What compiled code has to know of the operands; new. */
  Operand[] describe() {
    Operand[] all = new Operand[views.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Operand.of(dtype(i), stride(i, columnLoop));
    }
    return all;
  }

  /** How positions advance along the columns. */
  Operand.Stride indexStride() {
    return stride(views.length, columnLoop);
  }

  private Operand.Stride stride(int operand, int loop) {
    long step = steps[loop][operand];
    long unit = operand < views.length ? dtype(operand).bytes() : 1;
    if (step == unit || extents[loop] == 1) {
      return Operand.Stride.UNIT;
    }
    return step == 0 ? Operand.Stride.ZERO : Operand.Stride.ANY;
  }

  /**
   * The loop along which the first {@code count} operands lie most densely; a loop shorter than
   * {@code shortest} only if there is no other.
   */
  int densestLoop(int count, int shortest) {
    int best = depth() - 1;
    int bestScore = -1;
    for (int loop = depth() - 1; loop >= 0; loop--) {
      int score = extents[loop] >= shortest ? 3 * count : 0;
      for (int operand = 0; operand < count; operand++) {
        score +=
            switch (stride(operand, loop)) {
              case UNIT -> 2;
              case ZERO -> 1;
              case ANY -> 0;
            };
      }
      if (score > bestScore) {
        best = loop;
        bestScore = score;
      }
    }
    return best;
  }
}
