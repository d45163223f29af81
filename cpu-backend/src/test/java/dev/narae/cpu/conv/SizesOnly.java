package dev.narae.cpu.conv;

import dev.narae.cpu.vector.ConvVectors;

/** What decides by sizes alone needs: kernels, and neither threads nor memory. */
final class SizesOnly {
  private SizesOnly() {}

  /** With vectors of so many bits, or none. */
  static ConvRuntime runtime(int bits) {
    return new ConvRuntime(
        1,
        (blocks, body) -> {},
        problem -> {},
        () -> {
          throw new IllegalStateException("no memory is needed");
        },
        bits == 0 ? null : ConvVectors.openAtOnce(bits),
        false,
        new RecentBlocks());
  }
}
