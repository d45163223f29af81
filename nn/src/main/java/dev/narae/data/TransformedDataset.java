package dev.narae.data;

import dev.narae.Tensor;
import java.util.function.UnaryOperator;

/** A data set whose inputs are changed as they are fetched. */
record TransformedDataset(Dataset source, UnaryOperator<Tensor> transform) implements Dataset {
  @Override
  public long size() {
    return source.size();
  }

  @Override
  public Batch get(long[] indices) {
    return source.get(indices).mapInput(transform);
  }
}
