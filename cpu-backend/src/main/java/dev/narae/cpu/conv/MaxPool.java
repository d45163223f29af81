package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.Parallel;
import dev.narae.spi.FusedOp.MaxPool2d;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;

/** Max-pooling: the largest element of each window and its position in the plane. */
public final class MaxPool {
  /** Elements worth starting a block of work for. */
  private static final long GRAIN = 1 << 12;

  private final MaxPool2d op;
  private final View x;
  private final View maxima;
  private final View positions;
  private final Floats input;
  private final Floats output;
  private final MemorySegment places;
  private final int width;

  private MaxPool(MaxPool2d op, View x, View maxima, View positions) {
    this.op = op;
    this.x = x;
    this.maxima = maxima;
    this.positions = positions;
    this.input = Floats.of(x);
    this.output = Floats.of(maxima);
    this.places = CpuBuffer.of(positions);
    this.width = Math.toIntExact(x.shape().dim(3));
  }

  /** Computes {@code op}; see there for the shapes. */
  public static void run(Parallel parallel, MaxPool2d op, View x, View maxima, View positions) {
    long planes = x.shape().dim(0) * x.shape().dim(1);
    if (maxima.shape().size() == 0) {
      return;
    }
    MaxPool pool = new MaxPool(op, x, maxima, positions);
    long work = maxima.shape().size() / planes * op.kernelH() * op.kernelW();
    parallel.range(
        planes,
        GRAIN / Math.max(1, work),
        (from, to) -> {
          PoolPlane plane = pool.newPlane();
          for (long p = from; p < to; p++) {
            pool.run(plane, p);
          }
        });
  }

  private PoolPlane newPlane() {
    return new PoolPlane(
        op,
        Math.toIntExact(x.shape().dim(2)),
        width,
        Math.toIntExact(maxima.shape().dim(2)),
        Math.toIntExact(maxima.shape().dim(3)));
  }

  private void run(PoolPlane plane, long index) {
    Grid from = Grid.of(x, index);
    Grid to = Grid.of(maxima, index);
    Grid toPosition = Grid.of(positions, index);
    plane.load(input, from);
    int[] found = plane.find();
    int columns = Math.toIntExact(maxima.shape().dim(3));
    for (int r = 0; r < maxima.shape().dim(2); r++) {
      for (int c = 0; c < columns; c++) {
        int position = found[r * columns + c];
        output.set(to.at(r, c), input.get(at(from, position)));
        places.set(JAVA_LONG_UNALIGNED, toPosition.at(r, c) * Long.BYTES, position);
      }
    }
  }

  private long at(Grid from, int position) {
    // A division an element would cost as much as all the rest.
    return from.rowStep() == width * from.columnStep()
        ? from.start() + position * from.columnStep()
        : from.at(position / width, position % width);
  }
}
