package dev.narae.cpu.conv;

import dev.narae.DType;

/** Chooses how many output rows are worked on at a time; depends on sizes alone. */
final class BlockRows {
  /** Patches of a block stay in the second-level cache. */
  private static final long CACHE_BYTES = 1 << 19;

  /** Blocks in a batch that keep several threads busy. */
  private static final int BLOCKS = 16;

  private BlockRows() {}

  /** The output rows of a block, at least 1. */
  static int of(ConvSizes sizes, DType dtype) {
    long rowBytes = Math.max(1, (long) sizes.taps() * sizes.outW() * dtype.bytes());
    long inCache = Math.max(1, CACHE_BYTES / rowBytes);
    long items = Math.max(1, (long) sizes.images() * sizes.groups());
    long forThreads = Math.max(1, sizes.outH() * items / BLOCKS);
    return (int) Math.min(sizes.outH(), Math.min(inCache, forThreads));
  }
}
