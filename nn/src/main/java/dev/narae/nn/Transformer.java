package dev.narae.nn;

import dev.narae.Tensor;
import java.util.List;

/**
 * A transformer from a source to a target: an encoder whose output, the memory, a decoder looks at
 * (Vaswani et al., "Attention is all you need", 2017).
 *
 * <p>Parts: {@code encoder} and {@code decoder}, each with a normalisation at its end. Matrices are
 * Xavier-uniform at first.
 */
public final class Transformer extends Module {
  private final TransformerEncoder encoder;
  private final TransformerDecoder decoder;

  /** With the publication's sizes: 512 numbers, 8 heads, 6 layers each. */
  public Transformer() {
    this(512, 8, 6, 6, TransformerOptions.DEFAULT);
  }

  /**
   * With sizes and options.
   *
   * @throws IllegalArgumentException if a size is not positive or the heads do not divide {@code
   *     model}
   */
  public Transformer(
      long model, long heads, int encoderLayers, int decoderLayers, TransformerOptions options) {
    encoder = child("encoder", new TransformerEncoder(model, heads, encoderLayers, options, true));
    decoder = child("decoder", new TransformerDecoder(model, heads, decoderLayers, options, true));
    for (Parameter parameter : parameters()) {
      if (parameter.shape().rank() > 1) {
        Init.xavierUniform(parameter.tensor(), 1);
      }
    }
  }

  /** The encoder. */
  public TransformerEncoder encoder() {
    return encoder;
  }

  /** The decoder. */
  public TransformerDecoder decoder() {
    return decoder;
  }

  /** {@link #call(Tensor, Tensor, AttentionMasks, DecoderMasks)} where all sees all. */
  public Tensor call(Tensor source, Tensor target) {
    return call(source, target, AttentionMasks.NONE, DecoderMasks.NONE);
  }

  /**
   * The output, of the target's shape.
   *
   * @param source (steps, batch, model), with the batch first (batch, steps, model), or (steps,
   *     model)
   * @param target with steps of its own
   * @throws dev.narae.ShapeException if the shapes do not fit
   */
  public Tensor call(
      Tensor source, Tensor target, AttentionMasks sourceMasks, DecoderMasks targetMasks) {
    return run(
        () -> decoder.call(target, encoder.call(source, sourceMasks), targetMasks), List::of);
  }
}
