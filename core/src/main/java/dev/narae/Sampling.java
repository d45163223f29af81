package dev.narae;

/**
 * Random draws with probabilities that a tensor gives, out of {@link Generator#global}: the same
 * numbers on every device.
 */
public sealed interface Sampling permits Tensor {

  /**
   * 1 with each element's probability, else 0, in this tensor's dtype; not differentiable.
   *
   * @throws IllegalArgumentException if an element does not lie in [0, 1]
   */
  default Tensor bernoulli() {
    return Draws.bernoulli(self());
  }

  /**
   * Positions drawn with probabilities in proportion to the weights of each row, I64.
   *
   * @param count how many are drawn for each row
   * @param replacement whether a position can be drawn again
   * @return (count), or (rows, count) for weights (rows, classes)
   * @throws IllegalArgumentException if a weight is negative or not finite, if all of a row are 0,
   *     or if there are fewer positive ones than draws without replacement
   */
  default Tensor multinomial(long count, boolean replacement) {
    return Draws.multinomial(self(), count, replacement);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
