package dev.narae.cpu.norm;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.cpu.Cells;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmPool;
import dev.narae.cpu.Parallel;
import dev.narae.cpu.Scratch;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Batch normalisation of F32 and its gradient, a channel at a time, whose planes stay in the cache
 * for the passes over them. Planes of few elements are brought together in memory of their own
 * first.
 */
public final class BatchNorms {
  /** Elements worth a block of work. */
  private static final long GRAIN = 1 << 13;

  /** Planes with fewer elements are brought together. */
  private static final int SHORTEST = 1 << 10;

  private final Parallel parallel;
  private final Supplier<Scratch> scratches;
  private final LongFunction<ChannelLoops> loops;

  /**
   * Batch normalisation.
   *
   * @param loops gives those that are there at a call, for the number of its elements
   */
  public BatchNorms(
      Parallel parallel, Supplier<Scratch> scratches, LongFunction<ChannelLoops> loops) {
    this.parallel = parallel;
    this.scratches = scratches;
    this.loops = loops;
  }

  /** Computes {@link dev.narae.spi.FusedOp.BatchNorm}; see there for the shapes. */
  public void forward(double eps, List<View> in, List<View> out) {
    try (Scratch scratch = scratches.get()) {
      Dense x = Dense.of(in.getFirst(), scratch);
      Dense y = Dense.target(out.getFirst(), scratch);
      new Call(in.getFirst(), scratch).run(channel -> channel.normalize(eps, x, y, in, out));
      y.store(out.getFirst());
    }
  }

  /** Computes {@link dev.narae.spi.FusedOp.BatchNormGrad}; see there for the shapes. */
  public void backward(List<View> in, List<View> out) {
    try (Scratch scratch = scratches.get()) {
      Dense g = Dense.of(in.get(0), scratch);
      Dense x = Dense.of(in.get(1), scratch);
      Dense dx = Dense.target(out.getFirst(), scratch);
      new Call(in.get(1), scratch).run(channel -> channel.differentiate(g, x, dx, in, out));
      dx.store(out.getFirst());
    }
  }

  private static double number(View view, long index) {
    long at = view.layout().offset() + index * view.layout().stride(0);
    return switch (view.dtype()) {
      case F32 -> CpuBuffer.of(view).get(JAVA_FLOAT_UNALIGNED, at * Float.BYTES);
      default -> CpuBuffer.of(view).get(JAVA_DOUBLE_UNALIGNED, at * Double.BYTES);
    };
  }

  private static void store(View view, long index, double value) {
    long at = view.layout().offset() + index * view.layout().stride(0);
    switch (view.dtype()) {
      case F32 -> CpuBuffer.of(view).set(JAVA_FLOAT_UNALIGNED, at * Float.BYTES, (float) value);
      default -> CpuBuffer.of(view).set(JAVA_DOUBLE_UNALIGNED, at * Double.BYTES, value);
    }
  }

  /** Work on a channel. */
  private interface Action {
    void run(Channel channel);
  }

  /** One call, with the extents of its input. */
  private final class Call {
    private final int images;
    private final int channels;
    private final int places;
    private final Scratch scratch;
    private final ChannelLoops loops;

    Call(View x, Scratch scratch) {
      images = Math.toIntExact(x.shape().dim(0));
      channels = Math.toIntExact(x.shape().dim(1));
      places = Math.toIntExact(x.shape().size() / images / channels);
      this.scratch = scratch;
      this.loops = BatchNorms.this.loops.apply(x.shape().size());
    }

    void run(Action action) {
      GemmPool<Channel> idle = new GemmPool<>(this::channel);
      parallel.range(
          channels,
          GRAIN / Math.max(1, (long) images * places),
          (from, to) -> {
            Channel channel = idle.acquire();
            for (long c = from; c < to; c++) {
              channel.index = c;
              action.run(channel);
            }
            idle.release(channel);
          });
    }

    private Channel channel() {
      synchronized (scratch) {
        return new Channel(this);
      }
    }
  }

  /**
   * The elements of a channel in memory.
   *
   * @param start of the first run, in bytes
   * @param step from a run to the next, in bytes
   */
  private record Runs(MemorySegment memory, long start, long step) {
    long at(int run) {
      return start + run * step;
    }
  }

  /** One channel after the other, with what one thread works in. */
  private static final class Channel {
    private final Call call;
    private final ChannelLoops loops;
    private final double[] sums = new double[ChannelLoops.LANES];
    private final double[] products = new double[ChannelLoops.LANES];
    private final boolean gathers;
    private final int runs;
    private final int length;
    private final MemorySegment first;
    private final MemorySegment second;
    private long index;

    Channel(Call call) {
      this.call = call;
      loops = call.loops;
      gathers = call.places < SHORTEST;
      runs = gathers ? 1 : call.images;
      length = gathers ? call.images * call.places : call.places;
      long bytes = gathers ? (long) length * Float.BYTES : 0;
      first = gathers ? call.scratch.take(bytes) : MemorySegment.NULL;
      second = gathers ? call.scratch.take(bytes) : MemorySegment.NULL;
    }

    private int count() {
      return runs * length;
    }

    private Runs inPlace(Dense all) {
      long start = all.at() + index * call.places;
      long step = (long) call.channels * call.places;
      return new Runs(all.memory(), start * Float.BYTES, step * Float.BYTES);
    }

    /** The elements where they are, or brought together. */
    private Runs read(Dense all, MemorySegment gathered) {
      if (!gathers) {
        return inPlace(all);
      }
      long at = all.at() + index * call.places;
      long step = (long) call.channels * call.places;
      if (call.places == 1) {
        Cells.copy(all.memory(), at, step, gathered, 0, 1, call.images, Float.BYTES);
      } else {
        for (int n = 0; n < call.images; n++) {
          long to = (long) n * call.places;
          copy(all.memory(), at + n * step, gathered, to, call.places);
        }
      }
      return new Runs(gathered, 0, 0);
    }

    /** Where results go: to their place, or to be spread by {@link #finish}. */
    private Runs target(Dense all, MemorySegment gathered) {
      return gathers ? new Runs(gathered, 0, 0) : inPlace(all);
    }

    private void finish(Runs written, Dense all) {
      if (!gathers) {
        return;
      }
      long at = all.at() + index * call.places;
      long step = (long) call.channels * call.places;
      if (call.places == 1) {
        Cells.copy(written.memory, 0, 1, all.memory(), at, step, call.images, Float.BYTES);
        return;
      }
      for (int n = 0; n < call.images; n++) {
        long from = (long) n * call.places;
        copy(written.memory, from, all.memory(), at + n * step, call.places);
      }
    }

    private static void copy(MemorySegment from, long at, MemorySegment to, long toAt, int count) {
      MemorySegment.copy(
          from, at * Float.BYTES, to, toAt * Float.BYTES, (long) count * Float.BYTES);
    }

    private static double take(double[] sums) {
      double total = 0;
      for (double sum : sums) {
        total += sum;
      }
      Arrays.fill(sums, 0);
      return total;
    }

    void normalize(double eps, Dense all, Dense result, List<View> in, List<View> out) {
      Runs x = read(all, first);
      for (int n = 0; n < runs; n++) {
        loops.addUp(x.memory, x.at(n), length, sums);
      }
      double mean = take(sums) / count();
      for (int n = 0; n < runs; n++) {
        loops.addSquares(x.memory, x.at(n), length, mean, sums);
      }
      double variance = take(sums) / count();
      double scale = 1 / Math.sqrt(variance + eps);
      double factor = scale * number(in.get(1), index);
      double shift = number(in.get(2), index);
      Runs y = target(result, first);
      for (int n = 0; n < runs; n++) {
        loops.normalize(x.memory, x.at(n), y.memory, y.at(n), length, mean, factor, shift);
      }
      finish(y, result);
      store(out.get(1), index, mean);
      store(out.get(2), index, scale);
      store(out.get(3), index, variance);
    }

    void differentiate(Dense gradients, Dense all, Dense result, List<View> in, List<View> out) {
      Runs g = read(gradients, first);
      Runs x = read(all, second);
      double mean = number(in.get(3), index);
      double scale = number(in.get(4), index);
      for (int n = 0; n < runs; n++) {
        loops.addProducts(g.memory, g.at(n), x.memory, x.at(n), length, mean, sums, products);
      }
      double total = take(sums);
      double along = take(products) * scale;
      double slope = along * scale / count();
      double factor = scale * number(in.get(2), index);
      ChannelLoops.Line line = new ChannelLoops.Line(mean, slope, total / count(), factor);
      Runs dx = target(result, first);
      for (int n = 0; n < runs; n++) {
        loops.differentiate(
            g.memory, g.at(n), x.memory, x.at(n), dx.memory, dx.at(n), length, line);
      }
      finish(dx, result);
      store(out.get(1), index, along);
      store(out.get(2), index, total);
    }
  }
}
