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
    Generator numbers = generator(seed, epoch);
    for (int i = positions.length - 1; i > 0; i--) {
      int other = below(i + 1, numbers.nextKey());
      long swapped = positions[i];
      positions[i] = positions[other];
      positions[other] = swapped;
    }
  }

  /** The random numbers that belong to a place of a seed: an epoch, or a batch of one. */
  static Generator generator(long seed, long place) {
    Generator places = new Generator(seed);
    places.state(new Generator.State(seed, place));
    return new Generator(places.nextKey());
  }

  /** Scales 64 random bits to [0, bound): the product's upper half. */
  static int below(int bound, long bits) {
    return (int) Math.unsignedMultiplyHigh(bits, bound);
  }

  /** 64 random bits as a number in [0, 1). */
  static double uniform(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }
}
