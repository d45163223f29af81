package dev.narae.data;

import java.util.stream.LongStream;

/** All positions in order. */
record SequentialSampler(long size) implements Sampler {
  @Override
  public long[] order(int epoch) {
    return LongStream.range(0, size).toArray();
  }
}
