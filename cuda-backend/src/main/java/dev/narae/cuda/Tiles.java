package dev.narae.cuda;

/** Launches of the kernels that compute tiles of 64 by 64 products. */
final class Tiles {
  private static final int SIZE = 64;
  private static final int THREADS = 256;

  private Tiles() {}

  /** One block for each tile of {@code rows} by {@code columns}, for each of {@code layers}. */
  static void launch(Launch launch, long kernel, long rows, long columns, long layers) {
    launch.blocks(kernel, count(columns), count(rows), layers, THREADS);
  }

  private static long count(long extent) {
    return (extent + SIZE - 1) / SIZE;
  }

  /** The number of tiles. */
  static long count(long rows, long columns) {
    return count(rows) * count(columns);
  }
}
