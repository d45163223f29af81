package dev.narae.data;

/** Some samples of another data set. */
final class Subset implements Dataset {
  private final Dataset source;
  private final long[] indices;

  Subset(Dataset source, long[] indices) {
    this.source = source;
    this.indices = indices.clone();
    for (long index : indices) {
      Positions.check(index, source.size());
    }
  }

  @Override
  public long size() {
    return indices.length;
  }

  @Override
  public Batch get(long[] positions) {
    long[] chosen = new long[positions.length];
    for (int i = 0; i < chosen.length; i++) {
      Positions.check(positions[i], indices.length);
      chosen[i] = indices[Math.toIntExact(positions[i])];
    }
    return source.get(chosen);
  }
}
