package dev.narae.cpu.conv;

/**
 * A tile of sums of a {@link BatchWeightGrad}, a vector each.
 *
 * @param channels output channels
 * @param taps that meet all of them
 */
record BatchTile(int channels, int taps) {
  /** The largest tile that the compiler makes no call or object of. */
  private static final int SUMS = 25;

  private static final int MAX_TAPS = 12;

  /** What loading a vector costs, in products: measured with 20 to 25 sums of 16 lanes. */
  private static final int LOAD = 4;

  /**
   * The fastest tile: large ones load least for a product, but leave more sums for nothing. Sums,
   * loaded channels and a tap stay in registers.
   */
  static BatchTile of(ConvSizes sizes, int registers) {
    BatchTile best = new BatchTile(1, 1);
    for (int channels = 1; channels <= SUMS; channels++) {
      int most = Math.min(SUMS, registers - channels - 1) / channels;
      for (int taps = 1; taps <= Math.min(MAX_TAPS, most); taps++) {
        BatchTile tile = new BatchTile(channels, taps);
        if (tile.cost(sizes) < best.cost(sizes)) {
          best = tile;
        }
      }
    }
    return best;
  }

  /** Products of an output pixel, those for nothing included. */
  long products(ConvSizes sizes) {
    return tiles(sizes) * channels * taps;
  }

  private long cost(ConvSizes sizes) {
    return products(sizes) + LOAD * tiles(sizes) * (channels + taps);
  }

  private long tiles(ConvSizes sizes) {
    return (long) Math.ceilDiv(sizes.taps(), taps) * Math.ceilDiv(sizes.out(), channels);
  }
}
