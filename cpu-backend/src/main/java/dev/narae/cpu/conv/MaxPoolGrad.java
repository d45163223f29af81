package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.cpu.Cells;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Parallel;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

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
  public static void run(Parallel parallel, View gradient, View positions, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    MaxPoolGrad pool = new MaxPoolGrad(gradient, positions, out);
    long planes = out.shape().dim(0) * out.shape().dim(1);
    parallel.range(
        planes,
        GRAIN * planes / out.shape().size(),
        (from, to) -> {
          for (long p = from; p < to; p++) {
            pool.plane(p);
          }
        });
  }

  private void plane(long index) {
    Grid to = Grid.of(out, index);
    boolean dense = to.rowStep() == width * to.columnStep();
    clear(to, dense);
    Grid from = Grid.of(gradient, index);
    Grid place = Grid.of(positions, index);
    long columns = gradient.shape().dim(3);
    if (result.single() && to.isDense(width) && from.isDense(columns) && place.isDense(columns)) {
      addFloats(to.start(), from.start(), place.start());
      return;
    }
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

  private void addFloats(long to, long from, long place) {
    MemorySegment target = result.memory();
    MemorySegment source = upstream.memory();
    int count = Math.toIntExact(gradient.shape().dim(2) * gradient.shape().dim(3));
    for (int i = 0; i < count; i++) {
      long found = places.get(JAVA_LONG_UNALIGNED, (place + i) * Long.BYTES);
      long at = (to + found) * Float.BYTES;
      float value = source.get(JAVA_FLOAT_UNALIGNED, (from + i) * Float.BYTES);
      target.set(JAVA_FLOAT_UNALIGNED, at, target.get(JAVA_FLOAT_UNALIGNED, at) + value);
    }
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
