package dev.narae.nn;

import dev.narae.Tensor;

/**
 * What an {@link LSTM} returns.
 *
 * @param output the last layer's hidden states at all steps, (steps, batch, directions · hidden)
 *     or, with the batch first, (batch, steps, directions · hidden)
 * @param state the state after the last step, (layers · directions, batch, hidden) each
 */
public record LstmOutput(Tensor output, LstmState state) {}
