package dev.narae.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.cpu.kernel.Kernels;
import dev.narae.spi.Layout;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * source[…, i, …] joined with out[…, index[…, i, …], …] along an axis. Threads share the work
 * across another axis, so that elements which meet do so in row-major order of the source.
 */
final class Scatter {
  private static final long GRAIN = 1 << 12;

  private final ScatterKind kind;
  private final MemorySegment index;
  private final Numbers source;
  private final Numbers out;
  private final MemorySegment from;
  private final MemorySegment to;
  private final int bytes;
  private final long axisStride;

  private Scatter(ScatterKind kind, View index, View source, int axis, View out) {
    this.kind = kind;
    this.index = CpuBuffer.of(index);
    this.source = new Numbers(source);
    this.out = new Numbers(out);
    this.from = CpuBuffer.of(source);
    this.to = CpuBuffer.of(out);
    this.bytes = out.dtype().bytes();
    this.axisStride = out.layout().stride(axis);
  }

  static void run(
      Parallel parallel,
      Kernels kernels,
      ScatterKind kind,
      View index,
      View source,
      int axis,
      View out) {
    if (ScatterRows.tryRun(parallel, kernels, kind, index, source, axis, out)) {
      return;
    }
    Scatter job = new Scatter(kind, index, source, axis, out);
    Shape shape = source.shape();
    int across = Axes.widestOther(shape, axis);
    Layout target = Axes.fixed(out.layout(), axis, shape);
    if (across < 0 || shape.size() == 0) {
      job.part(source.layout(), index.layout(), target);
      return;
    }
    long extent = shape.dim(across);
    parallel.range(
        extent,
        GRAIN * extent / shape.size(),
        (a, b) ->
            job.part(
                Axes.part(source.layout(), across, a, b),
                Axes.part(index.layout(), across, a, b),
                Axes.part(target, across, a, b)));
  }

  private void part(Layout sources, Layout indices, Layout targets) {
    RowWalk walk = new RowWalk(sources.shape(), List.of(sources, indices, targets));
    long width = walk.width();
    long fromStep = walk.step(0);
    long indexStep = walk.step(1);
    long toStep = walk.step(2);
    boolean floats = kind == ScatterKind.SUM && out.dtype() == DType.F32;
    walk.visit(
        0,
        walk.rows(),
        at -> {
          long sourceStart = at[0];
          long indexStart = at[1];
          long outStart = at[2];
          if (floats) {
            addFloats(walk, sourceStart, indexStart, outStart);
            return;
          }
          for (long i = 0; i < width; i++) {
            long k = index.get(JAVA_LONG_UNALIGNED, (indexStart + i * indexStep) * Long.BYTES);
            put(sourceStart + i * fromStep, outStart + i * toStep + k * axisStride);
          }
        });
  }

  /** The most frequent case: gradients of what was gathered. */
  private void addFloats(RowWalk walk, long sourceStart, long indexStart, long outStart) {
    MemorySegment source = from;
    MemorySegment indices = index;
    MemorySegment target = to;
    long fromStep = walk.step(0) * Float.BYTES;
    long indexStep = walk.step(1) * Long.BYTES;
    long toStep = walk.step(2) * Float.BYTES;
    long stride = axisStride * Float.BYTES;
    int width = Math.toIntExact(walk.width());
    for (int i = 0; i < width; i++) {
      long k = indices.get(JAVA_LONG_UNALIGNED, indexStart * Long.BYTES + i * indexStep);
      long place = outStart * Float.BYTES + i * toStep + k * stride;
      float element = source.get(JAVA_FLOAT_UNALIGNED, sourceStart * Float.BYTES + i * fromStep);
      target.set(JAVA_FLOAT_UNALIGNED, place, target.get(JAVA_FLOAT_UNALIGNED, place) + element);
    }
  }

  private void put(long a, long b) {
    if (kind == ScatterKind.SET) {
      Cells.copy(from, a, 0, to, b, 0, 1, bytes);
    } else if (out.dtype().isFloating()) {
      // A sum or product of two floats is rounded the same way with and without this detour.
      out.store(b, join(out.real(b), source.real(a)));
    } else {
      out.store(b, join(out.whole(b), source.whole(a)));
    }
  }

  private double join(double held, double element) {
    return switch (kind) {
      case SET -> element;
      case SUM -> held + element;
      case PROD -> held * element;
      case MAX -> Math.max(held, element);
      case MIN -> Math.min(held, element);
    };
  }

  private long join(long held, long element) {
    return switch (kind) {
      case SET -> element;
      case SUM -> held + element;
      case PROD -> held * element;
      case MAX -> Math.max(held, element);
      case MIN -> Math.min(held, element);
    };
  }
}
