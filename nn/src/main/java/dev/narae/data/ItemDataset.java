package dev.narae.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** A data set whose samples are fetched one by one. */
record ItemDataset(long size, LongFunction<Sample> item, Collate collate) implements Dataset {
  ItemDataset {
    if (size < 0) {
      throw new IllegalArgumentException(
          "Dataset: the size is %d; it must be 0 or more".formatted(size));
    }
  }

  @Override
  public Batch get(long[] indices) {
    List<Sample> samples = new ArrayList<>(indices.length);
    for (long index : indices) {
      Positions.check(index, size);
      samples.add(fetched(index));
    }
    return collate.collate(samples);
  }

  private Sample fetched(long index) {
    try {
      return item.apply(index);
    } catch (SampleException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new SampleException(index, e);
    }
  }
}
