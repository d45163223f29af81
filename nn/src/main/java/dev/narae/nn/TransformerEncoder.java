package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link TransformerEncoderLayer}s one upon the other, and perhaps a normalisation at the end.
 *
 * <p>Parts: {@code layers} and, if there is one, {@code norm} ({@link LayerNorm}). Input and output
 * are those of a layer.
 */
public final class TransformerEncoder extends Layer {
  private final ModuleList<TransformerEncoderLayer> layers;
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
  public TransformerEncoder(
      long model, long heads, int count, TransformerOptions options, boolean withNorm) {
    Checks.positive("TransformerEncoder", "the number of layers", count);
    List<TransformerEncoderLayer> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(new TransformerEncoderLayer(model, heads, options));
    }
    layers = child("layers", new ModuleList<>(made));
    norm =
        withNorm
            ? child("norm", new LayerNorm(Shape.of(model), options.eps(), true, options.bias()))
            : null;
  }

  /**
   * The output where some steps do not see others.
   *
   * @throws dev.narae.ShapeException if the shapes do not fit
   */
  public Tensor call(Tensor x, AttentionMasks masks) {
    return run(() -> encode(x, masks), List::of);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return encode(x, AttentionMasks.NONE);
  }

  private Tensor encode(Tensor x, AttentionMasks masks) {
    Tensor output = x;
    for (TransformerEncoderLayer layer : layers) {
      output = layer.call(output, masks);
    }
    return norm == null ? output : norm.call(output);
  }
}
