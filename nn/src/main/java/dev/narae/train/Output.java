package dev.narae.train;

import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a model came to for a batch.
 *
 * @param loss a single number, to be made smaller
 * @param prediction what metrics compare, null if there is nothing for them
 * @param target what they compare it with
 */
public record Output(Tensor loss, @Nullable Tensor prediction, @Nullable Tensor target) {
  /** A loss alone. */
  public static Output of(Tensor loss) {
    return new Output(loss, null, null);
  }
}
