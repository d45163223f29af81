package dev.narae.data;

import dev.narae.Tensor;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/**
 * Samples that are numbered from 0 and fetched a batch at a time. A loader with workers calls
 * {@link #get} from several threads.
 */
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
   * A data set of samples that are fetched one by one and stacked.
   *
   * @param size the number of samples
   * @param item the sample at a position in [0, size)
   */
  static Dataset of(long size, LongFunction<Sample> item) {
    return of(size, item, Collate.stacking());
  }

  /**
   * A data set of samples that are fetched one by one.
   *
   * @param size the number of samples
   * @param item the sample at a position in [0, size)
   * @param collate makes batches of them
   */
  static Dataset of(long size, LongFunction<Sample> item, Collate collate) {
    return new ItemDataset(size, item, collate);
  }

  /** The samples of several data sets, one after the other. */
  static Dataset concat(Dataset... parts) {
    return new ConcatDataset(List.of(parts));
  }

  /**
   * The same samples with their inputs changed, a batch at a time.
   *
   * @param transform from inputs (batch, …) to as many others; see {@link Transforms}
   */
  default Dataset transformed(UnaryOperator<Tensor> transform) {
    return new TransformedDataset(this, transform);
  }

  /**
   * The samples at some positions, in that order.
   *
   * @param indices each in [0, size)
   * @throws IndexOutOfBoundsException if one is not
   */
  default Dataset subset(long... indices) {
    return new Subset(this, indices);
  }

  /**
   * Divides the samples at random.
   *
   * @param seed decides which sample goes where
   * @param sizes how many samples each part gets; together all of them
   * @throws IllegalArgumentException if the sizes are negative or do not add up
   */
  default List<Dataset> randomSplit(long seed, long... sizes) {
    return Splits.random(this, seed, sizes);
  }

  /**
   * Divides the samples at random.
   *
   * @param seed decides which sample goes where
   * @param fractions the share of each part; together 1. What rounding leaves goes to the first
   *     parts, one each
   * @throws IllegalArgumentException if the fractions are negative or do not add up to 1
   */
  default List<Dataset> randomSplit(long seed, double... fractions) {
    return Splits.random(this, seed, Splits.sizes(size(), fractions));
  }
}
