package dev.narae.data;

import dev.narae.Generator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A stream of samples in an order that is random within a window. */
record WindowShuffle(IterableDataset source, int window, long seed) implements IterableDataset {
  WindowShuffle {
    if (window < 1) {
      throw new IllegalArgumentException(
          "IterableDataset.shuffled: the window is %d; it must be at least 1".formatted(window));
    }
  }

  @Override
  public Iterator<Sample> samples(int epoch) {
    Iterator<Sample> all = source.samples(epoch);
    Generator random = Shuffle.generator(seed, epoch);
    return new SampleIterator(all) {
      private final List<Sample> buffer = new ArrayList<>();

      @Override
      boolean advance() {
        while (buffer.size() < window && all.hasNext()) {
          buffer.add(all.next());
        }
        if (buffer.isEmpty()) {
          return false;
        }
        int chosen = Shuffle.below(buffer.size(), random.nextKey());
        Sample last = buffer.removeLast();
        return give(chosen == buffer.size() ? last : buffer.set(chosen, last));
      }
    };
  }
}
