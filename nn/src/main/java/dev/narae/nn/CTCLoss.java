package dev.narae.nn;

import dev.narae.CtcOptions;
import dev.narae.Tensor;

/**
 * How unlikely it is that a sequence of classes spells a target, wherever its labels lie: see
 * {@link Tensor#ctcLoss(Tensor, long[], long[], CtcOptions)}.
 */
public final class CTCLoss extends Module {
  private final CtcOptions options;

  /** The mean, with blank 0. */
  public CTCLoss() {
    this(CtcOptions.DEFAULT);
  }

  /** With options. */
  public CTCLoss(CtcOptions options) {
    this.options = options;
  }

  /**
   * The loss, reduced.
   *
   * @param logProbabilities (steps, samples, classes) or (steps, classes), as {@link LogSoftmax}
   *     returns them
   * @param targets labels: (samples, labels), or those of all samples one after another
   * @param inputLengths the number of steps of each sample
   * @param targetLengths the number of labels of each sample
   */
  public Tensor call(
      Tensor logProbabilities, Tensor targets, long[] inputLengths, long[] targetLengths) {
    return logProbabilities.ctcLoss(targets, inputLengths, targetLengths, options);
  }

  @Override
  protected String settings() {
    return options.toString();
  }
}
