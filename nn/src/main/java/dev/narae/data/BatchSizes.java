package dev.narae.data;

/** Checks of batch sizes. */
final class BatchSizes {
  private BatchSizes() {}

  static void check(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "DataLoader: the batch size is %d; it must be at least 1".formatted(batchSize));
    }
  }
}
