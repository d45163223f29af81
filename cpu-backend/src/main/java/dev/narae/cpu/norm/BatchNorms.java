package dev.narae.cpu.norm;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmPool;
import dev.narae.cpu.Parallel;
import dev.narae.cpu.Scratch;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;

/**
 * Batch normalisation of F32 and its gradient. The elements of a channel are brought together in an
 * array, which stays in the cache for the passes over it.
 */
public final class BatchNorms {
  /** Elements worth a block of work. */
  private static final long GRAIN = 1 << 13;

  private final int images;
  private final int channels;
  private final int places;

  private BatchNorms(View x) {
    images = Math.toIntExact(x.shape().dim(0));
    channels = Math.toIntExact(x.shape().dim(1));
    places = Math.toIntExact(x.shape().size() / x.shape().dim(0) / x.shape().dim(1));
  }

  /** Computes {@link dev.narae.spi.FusedOp.BatchNorm}; see there for the shapes. */
  public static void forward(
      Parallel parallel, Supplier<Scratch> scratches, double eps, List<View> in, List<View> out) {
    BatchNorms norm = new BatchNorms(in.getFirst());
    try (Scratch scratch = scratches.get()) {
      Dense x = Dense.of(in.getFirst(), scratch);
      Dense y = Dense.target(out.getFirst(), scratch);
      norm.eachChannel(parallel, false, channel -> channel.normalize(eps, x, y, in, out));
      y.store(out.getFirst());
    }
  }

  /** Computes {@link dev.narae.spi.FusedOp.BatchNormGrad}; see there for the shapes. */
  public static void backward(
      Parallel parallel, Supplier<Scratch> scratches, List<View> in, List<View> out) {
    BatchNorms norm = new BatchNorms(in.get(1));
    try (Scratch scratch = scratches.get()) {
      Dense g = Dense.of(in.get(0), scratch);
      Dense x = Dense.of(in.get(1), scratch);
      Dense dx = Dense.target(out.getFirst(), scratch);
      norm.eachChannel(parallel, true, channel -> channel.differentiate(g, x, dx, in, out));
      dx.store(out.getFirst());
    }
  }

  /** Work on a channel. */
  private interface Action {
    void run(Channel channel);
  }

  private void eachChannel(Parallel parallel, boolean gradients, Action action) {
    long size = Math.max(1, (long) images * places);
    // As many as there are threads: arrays of their own for all blocks would cost more than the
    // arithmetic does.
    GemmPool<Channel> idle = new GemmPool<>(() -> new Channel(gradients));
    parallel.range(
        channels,
        GRAIN / size,
        (from, to) -> {
          Channel channel = idle.acquire();
          for (long c = from; c < to; c++) {
            channel.index = c;
            action.run(channel);
          }
          idle.release(channel);
        });
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

  /** One channel after the other, with the arrays that one thread works in. */
  private final class Channel {
    private final ChannelSums sums = new ChannelSums();
    private final float[] values = new float[images * places];
    private final float[] gradients;
    private long index;

    Channel(boolean withGradients) {
      gradients = new float[withGradients ? images * places : 0];
    }

    private long at(int image) {
      return ((long) image * channels + index) * places;
    }

    private void load(Dense from, float[] to) {
      MemorySegment memory = from.memory();
      for (int n = 0; n < images; n++) {
        long at = (from.at() + at(n)) * Float.BYTES;
        MemorySegment.copy(memory, JAVA_FLOAT_UNALIGNED, at, to, n * places, places);
      }
    }

    private void store(float[] from, Dense to) {
      MemorySegment memory = to.memory();
      for (int n = 0; n < images; n++) {
        long at = (to.at() + at(n)) * Float.BYTES;
        MemorySegment.copy(from, n * places, memory, JAVA_FLOAT_UNALIGNED, at, places);
      }
    }

    void normalize(double eps, Dense x, Dense y, List<View> in, List<View> out) {
      load(x, values);
      double mean = sums.sum(values) / values.length;
      double variance = sums.squares(values, mean) / values.length;
      double scale = 1 / Math.sqrt(variance + eps);
      scale(values, mean, scale * number(in.get(1), index), number(in.get(2), index));
      store(values, y);
      BatchNorms.store(out.get(1), index, mean);
      BatchNorms.store(out.get(2), index, scale);
      BatchNorms.store(out.get(3), index, variance);
    }

    void differentiate(Dense g, Dense x, Dense dx, List<View> in, List<View> out) {
      load(g, gradients);
      load(x, values);
      double mean = number(in.get(3), index);
      double scale = number(in.get(4), index);
      double total = sums.sum(gradients);
      double along = sums.products(gradients, values, mean) * scale;
      double slope = along * scale / values.length;
      double factor = scale * number(in.get(2), index);
      combine(gradients, values, mean, slope, total / values.length, factor);
      store(gradients, dx);
      BatchNorms.store(out.get(1), index, along);
      BatchNorms.store(out.get(2), index, total);
    }
  }

  private static void scale(float[] values, double mean, double factor, double shift) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((values[i] - mean) * factor + shift);
    }
  }

  private static void combine(
      float[] gradients, float[] values, double mean, double slope, double level, double factor) {
    for (int i = 0; i < gradients.length; i++) {
      double rest = gradients[i] - ((values[i] - mean) * slope + level);
      gradients[i] = (float) (rest * factor);
    }
  }
}
