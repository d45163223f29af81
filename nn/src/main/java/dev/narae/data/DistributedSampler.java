package dev.narae.data;

/** The share of one of several processes. */
record DistributedSampler(Sampler source, int rank, int world) implements Sampler {
  DistributedSampler {
    Ranks.check("Sampler.distributed", rank, world);
  }

  @Override
  public long size() {
    return (source.size() + world - 1) / world;
  }

  @Override
  public long[] order(int epoch) {
    long[] all = source.order(epoch);
    long[] own = new long[all.length == 0 ? 0 : Math.toIntExact(size())];
    for (int i = 0; i < own.length; i++) {
      own[i] = all[Math.toIntExact(((long) i * world + rank) % all.length)];
    }
    return own;
  }
}
