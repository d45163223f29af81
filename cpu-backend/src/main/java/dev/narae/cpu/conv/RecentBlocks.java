package dev.narae.cpu.conv;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The blocks of those convolutions that were computed last: a training asks for the same few in
 * each of its steps, on one thread while the others wait.
 */
public final class RecentBlocks {
  /** Convolutions that are kept. */
  static final int MOST = 32;

  /** Output pixels of the largest convolution that is kept: some 64 kilobytes with 512 bits. */
  static final int PIXELS = 1 << 12;

  private final SequencedMap<Key, BatchBlocks> blocks = new LinkedHashMap<>(MOST, 0.75f, true);

  private record Key(ConvSizes sizes, int lanes, int perTile) {}

  /** See {@link BatchBlocks#of}. */
  BatchBlocks of(ConvSizes sizes, int lanes, int perTile) {
    if ((long) sizes.outH() * sizes.outW() > PIXELS) {
      return BatchBlocks.of(sizes, lanes, perTile);
    }
    Key key = new Key(sizes.ofImages(1), lanes, perTile);
    synchronized (blocks) {
      BatchBlocks found =
          blocks.computeIfAbsent(key, k -> BatchBlocks.of(k.sizes, k.lanes, k.perTile));
      if (blocks.size() > MOST) {
        blocks.pollFirstEntry();
      }
      return found;
    }
  }

  /** How many are kept. */
  int count() {
    synchronized (blocks) {
      return blocks.size();
    }
  }
}
