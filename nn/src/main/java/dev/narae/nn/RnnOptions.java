package dev.narae.nn;

/**
 * How a recurrent network is built.
 *
 * @param layers how many cells stand upon each other, at least 1
 * @param bias whether there are biases
 * @param batchFirst whether inputs and outputs are (batch, steps, …) and not (steps, batch, …)
 * @param dropout the probability with which a number between two layers is zeroed in training
 * @param bidirectional whether a second cell in each layer reads the steps backwards
 */
public record RnnOptions(
    int layers, boolean bias, boolean batchFirst, double dropout, boolean bidirectional) {
  /** One layer with biases, steps first, one direction. */
  public static final RnnOptions DEFAULT = new RnnOptions(1, true, false, 0, false);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if there is no layer or the probability is none
   */
  public RnnOptions {
    Checks.positive("RnnOptions", "layers", layers);
    Checks.probability("RnnOptions", dropout);
  }

  /** The same with layers upon each other. */
  public RnnOptions layers(int count) {
    return new RnnOptions(count, bias, batchFirst, dropout, bidirectional);
  }

  /** The same without biases. */
  public RnnOptions withoutBias() {
    return new RnnOptions(layers, false, batchFirst, dropout, bidirectional);
  }

  /** The same for inputs and outputs (batch, steps, …). */
  public RnnOptions withBatchFirst() {
    return new RnnOptions(layers, bias, true, dropout, bidirectional);
  }

  /** The same with dropout between the layers. */
  public RnnOptions dropout(double probability) {
    return new RnnOptions(layers, bias, batchFirst, probability, bidirectional);
  }

  /** The same in both directions. */
  public RnnOptions withBothDirections() {
    return new RnnOptions(layers, bias, batchFirst, dropout, true);
  }

  int directions() {
    return bidirectional ? 2 : 1;
  }
}
