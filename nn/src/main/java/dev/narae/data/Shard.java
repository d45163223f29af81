package dev.narae.data;

import java.util.Iterator;

/** The share of one of several processes in a stream of samples. */
record Shard(IterableDataset source, int rank, int world) implements IterableDataset {
  Shard {
    Ranks.check("IterableDataset.shard", rank, world);
  }

  @Override
  public Iterator<Sample> samples(int epoch) {
    Iterator<Sample> all = source.samples(epoch);
    return new SampleIterator(all) {
      private boolean begun;

      @Override
      boolean advance() {
        int skipped = begun ? world - 1 : rank;
        begun = true;
        for (int i = 0; i < skipped && all.hasNext(); i++) {
          all.next();
        }
        return all.hasNext() && give(all.next());
      }
    };
  }
}
