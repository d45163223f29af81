package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.cpu.Cells;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.GemmPool;
import dev.narae.cpu.Parallel;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The gradient of max-pooling: each gradient added where the maximum was found. */
public final class MaxPoolGrad {
  private static final long GRAIN = 1 << 12;

  private final View gradient;
  private final View positions;
  private final View out;
  private final Floats upstream;
  private final Floats result;
  private final MemorySegment places;
  private final long width;

  private MaxPoolGrad(View gradient, View positions, View out) {
    this.gradient = gradient;
    this.positions = positions;
    this.out = out;
    this.upstream = Floats.of(gradient);
    this.result = Floats.of(out);
    this.places = CpuBuffer.of(positions);
    this.width = out.shape().dim(3);
  }

  /** Overwrites {@code out} (N, C, H, W). */
  public static void run(ConvRuntime runtime, View gradient, View positions, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    MaxPoolGrad pool = new MaxPoolGrad(gradient, positions, out);
    long planes = out.shape().dim(0) * out.shape().dim(1);
    long grain = GRAIN * planes / out.shape().size();
    runtime.parallel().range(planes, grain, pool.body(pool.loops(runtime)));
  }

  /** Arrays serve one block after the other, as in {@link MaxPool}. */
  private Parallel.Range body(@Nullable PoolLoops loops) {
    if (loops == null) {
      GemmPool<Buffers> idle = new GemmPool<>(Buffers::new);
      return (from, to) -> {
        Buffers buffers = idle.acquire();
        for (long p = from; p < to; p++) {
          plane(buffers, p);
        }
        idle.release(buffers);
      };
    }
    GemmPool<PoolWindows> idle = new GemmPool<>(() -> PoolWindows.of(loops, out, gradient));
    return (from, to) -> {
      PoolWindows windows = idle.acquire();
      run(windows, from, to);
      idle.release(windows);
    };
  }

  /** Loops with vectors, or null where there are none for this case, or not yet. */
  private @Nullable PoolLoops loops(ConvRuntime runtime) {
    boolean fits =
        result.single()
            && PoolWindows.mayFit(out, gradient)
            && isDense(Grid.of(out, 0), Grid.of(gradient, 0), Grid.of(positions, 0));
    return fits ? runtime.pools(out.shape().size()) : null;
  }

  private void run(PoolWindows windows, long from, long to) {
    for (long p = from; p < to; p++) {
      windows.differentiate(
          upstream.memory(),
          Grid.of(gradient, p).start(),
          places,
          Grid.of(positions, p).start(),
          result.memory(),
          Grid.of(out, p).start());
    }
  }

  private boolean isDense(Grid to, Grid from, Grid place) {
    long columns = gradient.shape().dim(3);
    return to.isDense(width) && from.isDense(columns) && place.isDense(columns);
  }

  private void plane(Buffers buffers, long index) {
    Grid to = Grid.of(out, index);
    Grid from = Grid.of(gradient, index);
    Grid place = Grid.of(positions, index);
    long columns = gradient.shape().dim(3);
    if (result.single() && isDense(to, from, place)) {
      addFloats(buffers, to.start(), from.start(), place.start());
      return;
    }
    boolean dense = to.rowStep() == width * to.columnStep();
    clear(to, dense);
    for (long r = 0; r < gradient.shape().dim(2); r++) {
      for (long c = 0; c < columns; c++) {
        long found = places.get(JAVA_LONG_UNALIGNED, place.at(r, c) * Long.BYTES);
        // A division an element would cost as much as all the rest.
        long at =
            dense ? to.start() + found * to.columnStep() : to.at(found / width, found % width);
        result.add(at, upstream.get(from.at(r, c)));
      }
    }
  }

  /** By way of arrays: elements of off-heap memory are slower to reach one by one. */
  private void addFloats(Buffers buffers, long to, long from, long place) {
    float[] image = buffers.image;
    float[] gradients = buffers.gradients;
    long[] at = buffers.positions;
    MemorySegment.copy(
        upstream.memory(), JAVA_FLOAT_UNALIGNED, from * Float.BYTES, gradients, 0, at.length);
    MemorySegment.copy(places, JAVA_LONG_UNALIGNED, place * Long.BYTES, at, 0, at.length);
    Arrays.fill(image, 0);
    for (int i = 0; i < at.length; i++) {
      image[(int) at[i]] += gradients[i];
    }
    MemorySegment.copy(
        image, 0, result.memory(), JAVA_FLOAT_UNALIGNED, to * Float.BYTES, image.length);
  }

  /** Arrays that one thread works in. */
  private final class Buffers {
    private final float[] image =
        new float[Math.toIntExact(out.shape().dim(2) * out.shape().dim(3))];
    private final float[] gradients =
        new float[Math.toIntExact(gradient.shape().dim(2) * gradient.shape().dim(3))];
    private final long[] positions = new long[gradients.length];
  }

  private void clear(Grid to, boolean dense) {
    long height = out.shape().dim(2);
    if (dense && to.columnStep() == 1) {
      Cells.clear(result.memory(), to.start(), height * width, out.dtype().bytes());
      return;
    }
    for (long r = 0; r < height; r++) {
      for (long c = 0; c < width; c++) {
        result.set(to.at(r, c), 0);
      }
    }
  }
}
