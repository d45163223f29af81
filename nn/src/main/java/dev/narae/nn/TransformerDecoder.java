package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link TransformerDecoderLayer}s one upon the other, and perhaps a normalisation at the end.
 *
 * <p>Parts: {@code layers} and, if there is one, {@code norm} ({@link LayerNorm}).
 */
public final class TransformerDecoder extends Module {
  private final ModuleList<TransformerDecoderLayer> layers;
  private final @Nullable LayerNorm norm;

  /**
   * Equal layers, each with first values of its own.
   *
   * @param model the numbers at each step
   * @param heads of the attention
   * @param count how many layers there are
   * @param withNorm whether a normalisation follows, as it should where layers normalise first
   * @throws IllegalArgumentException if a size is not positive or the heads do not divide {@code
   *     model}
   */
  public TransformerDecoder(
      long model, long heads, int count, TransformerOptions options, boolean withNorm) {
    Checks.positive("TransformerDecoder", "the number of layers", count);
    List<TransformerDecoderLayer> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(new TransformerDecoderLayer(model, heads, options));
    }
    layers = child("layers", new ModuleList<>(made));
    norm =
        withNorm
            ? child("norm", new LayerNorm(Shape.of(model), options.eps(), true, options.bias()))
            : null;
  }

  /** {@link #call(Tensor, Tensor, DecoderMasks)} where every step sees every step. */
  public Tensor call(Tensor target, Tensor memory) {
    return call(target, memory, DecoderMasks.NONE);
  }

  /**
   * The output, of the target's shape; see {@link TransformerDecoderLayer#call(Tensor, Tensor,
   * DecoderMasks)}.
   *
   * @throws dev.narae.ShapeException if the shapes do not fit
   */
  public Tensor call(Tensor target, Tensor memory, DecoderMasks masks) {
    return run(() -> decode(target, memory, masks), List::of);
  }

  private Tensor decode(Tensor target, Tensor memory, DecoderMasks masks) {
    Tensor output = target;
    for (TransformerDecoderLayer layer : layers) {
      output = layer.call(output, memory, masks);
    }
    return norm == null ? output : norm.call(output);
  }
}
