package dev.narae.data;

import java.util.stream.LongStream;

/** All positions in an order that depends on the seed and the epoch. */
record RandomSampler(long size, long seed) implements Sampler {
  @Override
  public long[] order(int epoch) {
    long[] order = LongStream.range(0, size).toArray();
    Shuffle.shuffle(order, seed, epoch);
    return order;
  }
}
