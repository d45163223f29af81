package dev.narae.data;

import dev.narae.Generator;

/**
 * A change of a whole batch that may draw random numbers. It runs on the threads of a loader, so it
 * must take all randomness from the generator it is given.
 */
@FunctionalInterface
public interface Transform {
  /**
   * The changed batch.
   *
   * @param random belongs to this batch alone
   */
  Batch apply(Batch batch, Generator random);
}
