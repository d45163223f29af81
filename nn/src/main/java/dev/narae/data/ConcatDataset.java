package dev.narae.data;

import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Several data sets, one after the other. */
final class ConcatDataset implements Dataset {
  private final List<Dataset> parts;
  private final long[] ends;

  ConcatDataset(List<Dataset> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Dataset.concat: there are no parts; give at least one");
    }
    this.parts = parts;
    ends = new long[parts.size()];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += parts.get(i).size();
      ends[i] = end;
    }
  }

  @Override
  public long size() {
    return ends[ends.length - 1];
  }

  /** Neighbours out of the same part are fetched together. */
  @Override
  public Batch get(long[] indices) {
    List<Batch> runs = new ArrayList<>();
    int start = 0;
    while (start < indices.length) {
      int part = part(indices[start]);
      int end = start + 1;
      while (end < indices.length && part(indices[end]) == part) {
        end++;
      }
      runs.add(parts.get(part).get(within(part, indices, start, end)));
      start = end;
    }
    return runs.size() == 1 ? runs.getFirst() : joined(runs);
  }

  private int part(long index) {
    Positions.check(index, size());
    int part = 0;
    while (index >= ends[part]) {
      part++;
    }
    return part;
  }

  private long[] within(int part, long[] indices, int start, int end) {
    long before = part == 0 ? 0 : ends[part - 1];
    long[] own = new long[end - start];
    for (int i = start; i < end; i++) {
      own[i - start] = indices[i] - before;
    }
    return own;
  }

  private static Batch joined(List<Batch> runs) {
    List<Tensor> tensors = new ArrayList<>();
    for (int t = 0; t < runs.getFirst().tensors().size(); t++) {
      int which = t;
      tensors.add(
          Tensor.cat(0, runs.stream().map(b -> b.tensors().get(which)).toArray(Tensor[]::new)));
    }
    return new Batch(tensors);
  }
}
