package dev.narae.nn;

import dev.narae.Tensor;

/**
 * What an {@link RNN} or a {@link GRU} returns.
 *
 * @param output the last layer's hidden states at all steps, (steps, batch, directions · hidden)
 *     or, with the batch first, (batch, steps, directions · hidden)
 * @param hidden the hidden states after the last step, (layers · directions, batch, hidden)
 */
public record RnnOutput(Tensor output, Tensor hidden) {}
