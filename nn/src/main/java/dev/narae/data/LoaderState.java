package dev.narae.data;

/**
 * A place in the walks of a {@link DataLoader}, to go on from.
 *
 * @param epoch counted from 0
 * @param batches how many batches of it are done
 */
public record LoaderState(int epoch, long batches) {

  /** Checks the numbers. */
  public LoaderState {
    if (epoch < 0) {
      throw new IllegalArgumentException(
          "DataLoader: epoch %d; epochs are counted from 0".formatted(epoch));
    }
    if (batches < 0) {
      throw new IllegalArgumentException(
          "DataLoader: %d batches are done; it must be 0 or more".formatted(batches));
    }
  }
}
