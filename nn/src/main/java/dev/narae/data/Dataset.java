package dev.narae.data;

import dev.narae.Tensor;
import java.util.function.UnaryOperator;

/** Samples that are numbered from 0 and fetched a batch at a time. */
public interface Dataset {
  /** The number of samples. */
  long size();

  /**
   * The samples at some positions, in that order.
   *
   * @param indices each in [0, size)
   * @throws IndexOutOfBoundsException if one is not
   */
  Batch get(long[] indices);

  /**
   * The same samples with their inputs changed, a batch at a time.
   *
   * @param transform from inputs (batch, …) to as many others; see {@link Transforms}
   */
  default Dataset transformed(UnaryOperator<Tensor> transform) {
    return new TransformedDataset(this, transform);
  }
}
