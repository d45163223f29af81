package dev.narae.nn;

import dev.narae.Recurrence;
import dev.narae.Tensor;

/**
 * A network of long short-term memories, whose steps are those of {@link LSTMCell}. Parameters as
 * {@link RecurrentNetwork} says, with the four gates i, f, g, o.
 */
public final class LSTM extends RecurrentNetwork {

  /** One layer with biases, steps first. */
  public LSTM(long inputs, long hidden) {
    this(inputs, hidden, RnnOptions.DEFAULT);
  }

  /**
   * A network with options.
   *
   * @param inputs the numbers at each step
   * @param hidden the numbers of a hidden state
   * @throws IllegalArgumentException if a size is not positive
   */
  public LSTM(long inputs, long hidden, RnnOptions options) {
    super(Recurrence.LSTM, inputs, hidden, options);
  }

  /**
   * The hidden states of sequences that follow zeros.
   *
   * @param x (steps, batch, inputs) or, with the batch first, (batch, steps, inputs); (steps,
   *     inputs) for a single sequence, and then the results have no batch either
   */
  public LstmOutput call(Tensor x) {
    return output(run(x, null));
  }

  /**
   * The hidden states of sequences.
   *
   * @param x as in {@link #call(Tensor)}
   * @param initial the state before the first step, (layers · directions, batch, hidden) each
   */
  public LstmOutput call(Tensor x, LstmState initial) {
    return output(run(x, initial.tensors()));
  }

  /**
   * The hidden states of sequences that were padded to one length and follow zeros. After the end
   * of a sequence the output is 0; the last state is that at its end.
   *
   * @param x as in {@link #call(Tensor)}
   * @param lengths the length of each sequence
   */
  public LstmOutput call(Tensor x, SequenceLengths lengths) {
    return output(run(x, null, lengths));
  }

  /**
   * The hidden states of sequences that were padded to one length.
   *
   * @param x as in {@link #call(Tensor)}
   * @param initial the state before the first step, (layers · directions, batch, hidden) each
   * @param lengths the length of each sequence
   */
  public LstmOutput call(Tensor x, LstmState initial, SequenceLengths lengths) {
    return output(run(x, initial.tensors(), lengths));
  }

  private static LstmOutput output(Result result) {
    return new LstmOutput(result.output(), LstmState.of(result.state()));
  }
}
