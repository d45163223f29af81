package dev.narae.data;

/** Decides which samples an epoch goes through, and in which order. */
public interface Sampler {
  /** The number of samples in an epoch. */
  long size();

  /**
   * The positions of an epoch's samples; always the same ones for the same epoch.
   *
   * @param epoch counted from 0
   * @return {@link #size} positions, which the caller may change
   */
  long[] order(int epoch);

  /** Positions from 0 to before {@code size}, in order. */
  static Sampler sequential(long size) {
    return new SequentialSampler(size);
  }

  /** All positions below {@code size}, in another random order in each epoch. */
  static Sampler random(long size, long seed) {
    return new RandomSampler(size, seed);
  }

  /**
   * Positions drawn with probabilities in proportion to weights: what balances rare classes.
   *
   * @param weights one for each sample, 0 or more and finite
   * @param count how many are drawn in an epoch
   * @param replacement whether a position can be drawn again
   * @param seed with the epoch, decides the draws
   * @throws IllegalArgumentException if a weight is negative or not finite, all are 0, or there are
   *     fewer positive ones than draws without replacement
   */
  static Sampler weighted(double[] weights, int count, boolean replacement, long seed) {
    return new WeightedSampler(weights, count, replacement, seed);
  }

  /**
   * The share of one of several processes, as PyTorch's DistributedSampler: every {@code world}-th
   * position, from number {@code rank} on. All shares are equally long: the order's first positions
   * come again at its end if need be.
   *
   * @param rank which process, counted from 0
   * @param world how many there are
   */
  default Sampler distributed(int rank, int world) {
    return new DistributedSampler(this, rank, world);
  }
}
