package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;

/**
 * One layer of a transformer's encoder: x = norm₁(x + attention(x)), then norm₂(x + W₂ f(W₁ x + b₁)
 * + b₂); with normalisation first x + attention(norm₁(x)), then x + W₂ f(W₁ norm₂(x) + b₁) + b₂
 * (Vaswani et al., "Attention is all you need", 2017, section 3.1; normalisation first: Xiong et
 * al., "On layer normalization in the transformer architecture", 2020). Dropout follows attention,
 * activation and the second product.
 *
 * <p>Parts: {@code self_attn} ({@link MultiheadAttention}), {@code linear1} and {@code linear2}
 * ({@link Linear}), {@code norm1} and {@code norm2} ({@link LayerNorm}), {@code dropout}, {@code
 * dropout1} and {@code dropout2}. Input and output: (steps, batch, model), with the batch first
 * (batch, steps, model), or (steps, model).
 */
public final class TransformerEncoderLayer extends Layer {
  private final long model;
  private final TransformerOptions options;
  private final MultiheadAttention attention;
  private final Linear linear1;
  private final Dropout dropout;
  private final Linear linear2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final Dropout dropout1;
  private final Dropout dropout2;

  /** A layer with the publication's options, steps first. */
  public TransformerEncoderLayer(long model, long heads) {
    this(model, heads, TransformerOptions.DEFAULT);
  }

  /**
   * A layer with options.
   *
   * @param model the numbers at each step
   * @param heads of the attention
   * @throws IllegalArgumentException if a size is not positive or the heads do not divide {@code
   *     model}
   */
  public TransformerEncoderLayer(long model, long heads, TransformerOptions options) {
    this.model = model;
    this.options = options;
    boolean bias = options.bias();
    attention = child("self_attn", new MultiheadAttention(model, heads, options.attention()));
    linear1 = child("linear1", new Linear(model, options.feedforward(), bias));
    dropout = child("dropout", new Dropout(options.dropout()));
    linear2 = child("linear2", new Linear(options.feedforward(), model, bias));
    norm1 = child("norm1", norm());
    norm2 = child("norm2", norm());
    dropout1 = child("dropout1", new Dropout(options.dropout()));
    dropout2 = child("dropout2", new Dropout(options.dropout()));
  }

  private LayerNorm norm() {
    return new LayerNorm(Shape.of(model), options.eps(), true, options.bias());
  }

  /**
   * The output where some steps do not see others; see {@link AttentionMasks}. Hooks of this layer
   * are those of {@link #call(Tensor)} only.
   *
   * @throws ShapeException if the shapes do not fit
   */
  public Tensor call(Tensor x, AttentionMasks masks) {
    return Calls.run(this, () -> encode(x, masks), List::of);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return encode(x, AttentionMasks.NONE);
  }

  private Tensor encode(Tensor x, AttentionMasks masks) {
    if (x.rank() < 2 || x.rank() > 3 || x.dim(-1) != model) {
      throw new ShapeException(
          "TransformerEncoderLayer: the input has shape %s; it must be (%s, %d) or (steps, %d)"
              .formatted(
                  x.shape(), options.batchFirst() ? "batch, steps" : "steps, batch", model, model));
    }
    if (options.normFirst()) {
      Tensor seen = x.add(attend(norm1.call(x), masks));
      return seen.add(feedForward(norm2.call(seen)));
    }
    Tensor seen = norm1.call(x.add(attend(x, masks)));
    return norm2.call(seen.add(feedForward(seen)));
  }

  private Tensor attend(Tensor x, AttentionMasks masks) {
    return dropout1.call(attention.call(x, x, x, masks));
  }

  private Tensor feedForward(Tensor x) {
    Tensor inner = options.activation().apply(linear1.call(x));
    return dropout2.call(linear2.call(dropout.call(inner)));
  }

  @Override
  protected String settings() {
    return "normFirst=%b, batchFirst=%b".formatted(options.normFirst(), options.batchFirst());
  }
}
