package dev.narae.cpu;

import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import java.util.List;

/**
 * Running sums, products and extrema along an axis. Threads share the lines, each of which is
 * joined from its first element to its last.
 */
final class Scan {
  private static final long GRAIN = 1 << 14;

  /** Lines that lie closely side by side go together, so that cache lines are read once. */
  private static final int TILE = 64;

  private final ReduceKind kind;
  private final Numbers from;
  private final Numbers to;
  private final RowWalk walk;
  private final long extent;
  private final long fromStride;
  private final long toStride;
  private final int tile;

  private Scan(ReduceKind kind, View input, int axis, View out) {
    this.kind = kind;
    this.from = new Numbers(input);
    this.to = new Numbers(out);
    this.extent = input.shape().dim(axis);
    this.fromStride = input.layout().stride(axis);
    this.toStride = out.layout().stride(axis);
    Shape lines = input.shape().with(axis, 1);
    this.walk = new RowWalk(lines, List.of(starts(input, lines), starts(out, lines)));
    this.tile = Math.abs(walk.step(1)) < Math.abs(toStride) ? TILE : 1;
  }

  private static Layout starts(View view, Shape lines) {
    return Layout.of(lines, view.layout().strides(), view.layout().offset());
  }

  static void run(Parallel parallel, ReduceKind kind, View input, int axis, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    Scan scan = new Scan(kind, input, axis, out);
    long width = scan.walk.width();
    long tiles = (width + scan.tile - 1) / scan.tile;
    parallel.range(
        scan.walk.rows() * tiles,
        GRAIN / Math.max(1, scan.tile * scan.extent),
        (first, last) -> scan.tiles(first, last, tiles));
  }

  /** Does the tiles from {@code first} to before {@code last}, counted over all rows of lines. */
  private void tiles(long first, long last, long tilesPerRow) {
    long firstRow = first / tilesPerRow;
    long lastRow = (last - 1) / tilesPerRow + 1;
    long[] row = {firstRow};
    walk.visit(
        firstRow,
        lastRow,
        at -> {
          long begin = Math.max(first - row[0] * tilesPerRow, 0);
          long end = Math.min(last - row[0] * tilesPerRow, tilesPerRow);
          row[0]++;
          for (long t = begin; t < end; t++) {
            int count = (int) Math.min(tile, walk.width() - t * tile);
            tile(at[0] + t * tile * walk.step(0), at[1] + t * tile * walk.step(1), count);
          }
        });
  }

  private void tile(long fromStart, long toStart, int count) {
    if (from.dtype().isFloating()) {
      realTile(fromStart, toStart, count);
    } else {
      wholeTile(fromStart, toStart, count);
    }
  }

  private void realTile(long fromStart, long toStart, int count) {
    double[] joined = new double[count];
    for (long i = 0; i < extent; i++) {
      long source = fromStart + i * fromStride;
      long target = toStart + i * toStride;
      for (int j = 0; j < count; j++) {
        double element = from.real(source + j * walk.step(0));
        joined[j] = i == 0 ? element : join(kind, joined[j], element);
        to.store(target + j * walk.step(1), joined[j]);
      }
    }
  }

  private void wholeTile(long fromStart, long toStart, int count) {
    long[] joined = new long[count];
    for (long i = 0; i < extent; i++) {
      long source = fromStart + i * fromStride;
      long target = toStart + i * toStride;
      for (int j = 0; j < count; j++) {
        long element = from.whole(source + j * walk.step(0));
        joined[j] = i == 0 ? element : join(kind, joined[j], element);
        to.store(target + j * walk.step(1), joined[j]);
      }
    }
  }

  private static double join(ReduceKind kind, double a, double b) {
    return switch (kind) {
      case SUM -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  private static long join(ReduceKind kind, long a, long b) {
    return switch (kind) {
      case SUM -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }
}
