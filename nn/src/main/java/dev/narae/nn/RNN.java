package dev.narae.nn;

import dev.narae.Tensor;
import java.util.List;

/**
 * A plain recurrent network: at each step h = f(W x + b + U h + c) (Elman, "Finding structure in
 * time", 1990). Parameters as {@link RecurrentNetwork} says, with one gate.
 */
public final class RNN extends RecurrentNetwork {

  /** One layer with biases, steps first. */
  public RNN(long inputs, long hidden) {
    this(inputs, hidden, RnnOptions.DEFAULT);
  }

  /**
   * A network with options.
   *
   * @param inputs the numbers at each step
   * @param hidden the numbers of a hidden state
   * @throws IllegalArgumentException if a size is not positive
   */
  public RNN(long inputs, long hidden, RnnOptions options) {
    this(inputs, hidden, options, Nonlinearity.TANH);
  }

  /**
   * A network with another function of the sum.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public RNN(long inputs, long hidden, RnnOptions options, Nonlinearity nonlinearity) {
    super(nonlinearity.recurrence(), inputs, hidden, options);
  }

  /**
   * The hidden states of sequences that follow zeros.
   *
   * @param x (steps, batch, inputs) or, with the batch first, (batch, steps, inputs); (steps,
   *     inputs) for a single sequence, and then the results have no batch either
   */
  public RnnOutput call(Tensor x) {
    return output(run(x, null));
  }

  /**
   * The hidden states of sequences.
   *
   * @param x as in {@link #call(Tensor)}
   * @param initial the hidden states before the first step, (layers · directions, batch, hidden)
   */
  public RnnOutput call(Tensor x, Tensor initial) {
    return output(run(x, List.of(initial)));
  }

  /**
   * The hidden states of sequences that were padded to one length and follow zeros. After the end
   * of a sequence the output is 0; the last state is that at its end.
   *
   * @param x as in {@link #call(Tensor)}
   * @param lengths the length of each sequence
   */
  public RnnOutput call(Tensor x, SequenceLengths lengths) {
    return output(run(x, null, lengths));
  }

  /**
   * The hidden states of sequences that were padded to one length.
   *
   * @param x as in {@link #call(Tensor)}
   * @param initial the state before the first step, (layers · directions, batch, hidden)
   * @param lengths the length of each sequence
   */
  public RnnOutput call(Tensor x, Tensor initial, SequenceLengths lengths) {
    return output(run(x, List.of(initial), lengths));
  }

  private static RnnOutput output(Result result) {
    return new RnnOutput(result.output(), result.state().getFirst());
  }
}
