package dev.narae.cpu.pool;

import dev.narae.cpu.Parallel;
import dev.narae.spi.FusedOp.AvgPool2d;
import dev.narae.spi.View;
import java.util.Arrays;

/** Average-pooling of F32 and its gradient, a plane at a time. */
public final class AveragePool {
  /** Elements worth a block of work. */
  private static final long GRAIN = 1 << 14;

  private final int divisor;
  private final PoolAxis high;
  private final PoolAxis wide;

  private AveragePool(AvgPool2d op, View image, View pooled) {
    this.divisor = op.divisor();
    this.high =
        new PoolAxis(
            Math.toIntExact(image.shape().dim(2)),
            Math.toIntExact(pooled.shape().dim(2)),
            op.kernelH(),
            op.window().strideH(),
            op.window().padH(),
            op.countPad());
    this.wide =
        new PoolAxis(
            Math.toIntExact(image.shape().dim(3)),
            Math.toIntExact(pooled.shape().dim(3)),
            op.kernelW(),
            op.window().strideW(),
            op.window().padW(),
            op.countPad());
  }

  /** Computes {@code op}; see there for the shapes. */
  public static void run(Parallel parallel, AvgPool2d op, View x, View out) {
    if (out.shape().size() > 0) {
      AveragePool pool = new AveragePool(op, x, out);
      PoolRows from = new PoolRows(x);
      PoolRows to = new PoolRows(out);
      pool.eachPlane(parallel, x, plane -> plane.average(from, to));
    }
  }

  /** Computes the gradient of {@code op}; see {@link dev.narae.spi.FusedOp.AvgPool2dGrad}. */
  public static void runGrad(Parallel parallel, AvgPool2d op, View gradient, View out) {
    if (out.shape().size() > 0) {
      AveragePool pool = new AveragePool(op, out, gradient);
      PoolRows from = new PoolRows(gradient);
      PoolRows to = new PoolRows(out);
      pool.eachPlane(parallel, out, plane -> plane.spread(from, to));
    }
  }

  /** Work on a plane. */
  private interface Action {
    void run(Plane plane);
  }

  private void eachPlane(Parallel parallel, View image, Action action) {
    long planes = image.shape().dim(0) * image.shape().dim(1);
    long size = Math.max(1, (long) high.extent() * wide.extent());
    parallel.range(
        planes,
        GRAIN / size,
        (from, to) -> {
          Plane plane = new Plane();
          for (long p = from; p < to; p++) {
            plane.index = p;
            action.run(plane);
          }
        });
  }

  /** One plane after the other, with the arrays that one thread works in. */
  private final class Plane {
    private final float[] row = new float[wide.extent()];
    private final float[] sums = new float[wide.extent()];
    private final float[] means = new float[wide.outputs()];
    private final float[] counts = new float[wide.outputs()];
    private final float[] image = new float[high.extent() * wide.extent()];
    private long index;

    Plane() {
      for (int j = 0; j < counts.length; j++) {
        counts[j] = wide.count(j);
      }
    }

    void average(PoolRows from, PoolRows to) {
      for (int i = 0; i < high.outputs(); i++) {
        sumRows(from, high.start(i), high.end(i));
        Arrays.fill(means, 0);
        for (int q = 0; q < wide.kernel(); q++) {
          gather(
              sums, q - wide.pad(), wide.stride(), means, wide.firstWindow(q), wide.endWindow(q));
        }
        divide(i);
        to.store(index, i, means, 0);
      }
    }

    private void sumRows(PoolRows from, int start, int end) {
      if (start == end) {
        Arrays.fill(sums, 0);
        return;
      }
      from.load(index, start, sums);
      for (int r = start + 1; r < end; r++) {
        from.load(index, r, row);
        add(row, sums, 0);
      }
    }

    private void divide(int i) {
      if (divisor != 0) {
        divideBy(means, divisor);
      } else {
        divideBy(means, counts, high.count(i));
      }
    }

    void spread(PoolRows from, PoolRows to) {
      Arrays.fill(image, 0);
      for (int i = 0; i < high.outputs(); i++) {
        from.load(index, i, means);
        divide(i);
        Arrays.fill(sums, 0);
        for (int q = 0; q < wide.kernel(); q++) {
          scatter(
              means, sums, q - wide.pad(), wide.stride(), wide.firstWindow(q), wide.endWindow(q));
        }
        for (int r = high.start(i); r < high.end(i); r++) {
          add(sums, image, r * wide.extent());
        }
      }
      for (int r = 0; r < high.extent(); r++) {
        to.store(index, r, image, r * wide.extent());
      }
    }
  }

  private static void add(float[] from, float[] to, int at) {
    for (int i = 0; i < from.length; i++) {
      to[at + i] += from[i];
    }
  }

  private static void gather(float[] from, int at, int step, float[] to, int first, int end) {
    for (int j = first; j < end; j++) {
      to[j] += from[at + j * step];
    }
  }

  private static void scatter(float[] from, float[] to, int at, int step, int first, int end) {
    for (int j = first; j < end; j++) {
      to[at + j * step] += from[j];
    }
  }

  private static void divideBy(float[] values, float divisor) {
    for (int j = 0; j < values.length; j++) {
      values[j] /= divisor;
    }
  }

  private static void divideBy(float[] values, float[] counts, float times) {
    for (int j = 0; j < values.length; j++) {
      values[j] /= counts[j] * times;
    }
  }
}
