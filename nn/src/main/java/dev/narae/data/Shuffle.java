package dev.narae.data;

import dev.narae.Generator;

/**
 * Random orders that depend on a seed and an epoch only (R. Durstenfeld: Algorithm 235, Random
 * permutation, 1964).
 */
final class Shuffle {
  private Shuffle() {}

  /** Puts positions into the order of an epoch, counted from 0. */
  static void shuffle(long[] positions, long seed, int epoch) {
    Generator epochs = new Generator(seed);
    epochs.state(new Generator.State(seed, epoch));
    Generator numbers = new Generator(epochs.nextKey());
    for (int i = positions.length - 1; i > 0; i--) {
      int other = below(i + 1, numbers.nextKey());
      long swapped = positions[i];
      positions[i] = positions[other];
      positions[other] = swapped;
    }
  }

  /** Scales 64 random bits to [0, bound): the product's upper half. */
  private static int below(int bound, long bits) {
    return (int) Math.unsignedMultiplyHigh(bits, bound);
  }
}
