package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.GemmPool;
import dev.narae.cpu.Parallel;
import dev.narae.spi.FusedOp.MaxPool2d;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

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
  public static void run(ConvRuntime runtime, MaxPool2d op, View x, View maxima, View positions) {
    long planes = x.shape().dim(0) * x.shape().dim(1);
    if (maxima.shape().size() == 0) {
      return;
    }
    MaxPool pool = new MaxPool(op, x, maxima, positions);
    long work = maxima.shape().size() / planes * op.kernelH() * op.kernelW();
    runtime.parallel().range(planes, GRAIN / Math.max(1, work), pool.body(pool.loops(runtime)));
  }

  /** Arrays serve one block after the other: those of all blocks would be most of a step's heap. */
  private Parallel.Range body(@Nullable PoolLoops loops) {
    if (loops == null) {
      GemmPool<PoolPlane> idle = new GemmPool<>(this::newPlane);
      return (from, to) -> {
        PoolPlane plane = idle.acquire();
        for (long p = from; p < to; p++) {
          run(plane, p);
        }
        idle.release(plane);
      };
    }
    GemmPool<PoolWindows> idle = new GemmPool<>(() -> PoolWindows.of(loops, x, maxima));
    return (from, to) -> {
      PoolWindows windows = idle.acquire();
      run(windows, from, to);
      idle.release(windows);
    };
  }

  /** Loops with vectors, or null where there are none for this case, or not yet. */
  private @Nullable PoolLoops loops(ConvRuntime runtime) {
    boolean fits =
        input.single()
            && PoolWindows.fit(op)
            && Grid.of(x, 0).isDense(width)
            && Grid.of(maxima, 0).isDense(maxima.shape().dim(3))
            && Grid.of(positions, 0).isDense(maxima.shape().dim(3));
    return fits ? runtime.pools(x.shape().size()) : null;
  }

  private void run(PoolWindows windows, long from, long to) {
    for (long p = from; p < to; p++) {
      windows.pool(
          input.memory(),
          Grid.of(x, p).start(),
          output.memory(),
          Grid.of(maxima, p).start(),
          places,
          Grid.of(positions, p).start());
    }
  }

  private PoolPlane newPlane() {
    int height = Math.toIntExact(x.shape().dim(2));
    int outH = Math.toIntExact(maxima.shape().dim(2));
    int outW = Math.toIntExact(maxima.shape().dim(3));
    return input.single()
        ? new PoolFloatPlane(op, height, width, outH, outW)
        : new PoolDoublePlane(op, height, width, outH, outW);
  }

  private void run(PoolPlane plane, long index) {
    Grid from = Grid.of(x, index);
    Grid to = Grid.of(maxima, index);
    Grid toPosition = Grid.of(positions, index);
    plane.load(input, from);
    int[] found = plane.find();
    long columns = maxima.shape().dim(3);
    boolean dense = from.isDense(width) && to.isDense(columns) && toPosition.isDense(columns);
    if (dense && input.single()) {
      storeFloats(plane, found, from.start(), to.start(), toPosition.start());
    } else {
      store(found, from, to, toPosition);
    }
  }

  /** By way of arrays: elements of off-heap memory are slower to reach one by one. */
  private void storeFloats(PoolPlane plane, int[] found, long from, long to, long toPosition) {
    int[] elements = plane.elements;
    int[] maxima = plane.maxima;
    long[] positions = plane.positions;
    MemorySegment.copy(
        input.memory(), JAVA_INT_UNALIGNED, from * Float.BYTES, elements, 0, elements.length);
    for (int i = 0; i < found.length; i++) {
      maxima[i] = elements[found[i]];
      positions[i] = found[i];
    }
    MemorySegment.copy(
        maxima, 0, output.memory(), JAVA_INT_UNALIGNED, to * Float.BYTES, found.length);
    MemorySegment.copy(
        positions, 0, places, JAVA_LONG_UNALIGNED, toPosition * Long.BYTES, found.length);
  }

  private void store(int[] found, Grid from, Grid to, Grid toPosition) {
    int columns = Math.toIntExact(maxima.shape().dim(3));
    for (int i = 0; i < found.length; i++) {
      int row = i / columns;
      int column = i % columns;
      output.set(to.at(row, column), input.get(from.at(found[i] / width, found[i] % width)));
      places.set(JAVA_LONG_UNALIGNED, toPosition.at(row, column) * Long.BYTES, found[i]);
    }
  }
}
