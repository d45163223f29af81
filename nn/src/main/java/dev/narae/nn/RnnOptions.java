package dev.narae.nn;

/**
 * How a recurrent network is built.
 *
 * @param layers how many cells stand upon each other, at least 1
 * @param bias whether there are biases
 * @param batchFirst whether inputs and outputs are (batch, steps, …) and not (steps, batch, …)
 * @param dropout the probability with which a number between two layers is zeroed in training
 * @param bidirectional whether a second cell in each layer reads the steps backwards
 * @param projection to how many numbers the hidden state of an {@link LSTM} is brought by a matrix
 *     before it goes on; 0 for no projection
 */
public record RnnOptions(
    int layers,
    boolean bias,
    boolean batchFirst,
    double dropout,
    boolean bidirectional,
    long projection) {
  /** One layer with biases, steps first, one direction, no projection. */
  public static final RnnOptions DEFAULT = new RnnOptions(1, true, false, 0, false, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if there is no layer, the probability is none or the
   *     projection negative
   */
  public RnnOptions {
    Checks.positive("RnnOptions", "layers", layers);
    Checks.probability("RnnOptions", dropout);
    Checks.notNegative("RnnOptions", "projection", (double) projection);
  }

  /** The same with layers upon each other. */
  public RnnOptions layers(int count) {
    return new RnnOptions(count, bias, batchFirst, dropout, bidirectional, projection);
  }

  /** The same without biases. */
  public RnnOptions withoutBias() {
    return new RnnOptions(layers, false, batchFirst, dropout, bidirectional, projection);
  }

  /** The same for inputs and outputs (batch, steps, …). */
  public RnnOptions withBatchFirst() {
    return new RnnOptions(layers, bias, true, dropout, bidirectional, projection);
  }

  /** The same with dropout between the layers. */
  public RnnOptions dropout(double probability) {
    return new RnnOptions(layers, bias, batchFirst, probability, bidirectional, projection);
  }

  /** The same in both directions. */
  public RnnOptions withBothDirections() {
    return new RnnOptions(layers, bias, batchFirst, dropout, true, projection);
  }

  /** The same with hidden states of an {@link LSTM} brought to fewer numbers. */
  public RnnOptions projection(long size) {
    return new RnnOptions(layers, bias, batchFirst, dropout, bidirectional, size);
  }

  int directions() {
    return bidirectional ? 2 : 1;
  }
}
