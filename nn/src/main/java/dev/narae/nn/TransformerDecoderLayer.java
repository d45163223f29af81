package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;

/**
 * One layer of a transformer's decoder: attention over the target itself, attention over the
 * memory, then an inner layer, each added to what went in and normalised, after it or, with
 * normalisation first, before it (Vaswani et al., "Attention is all you need", 2017, section 3.1).
 *
 * <p>Parts: {@code self_attn} and {@code multihead_attn} ({@link MultiheadAttention}), {@code
 * linear1} and {@code linear2} ({@link Linear}), {@code norm1} to {@code norm3} ({@link
 * LayerNorm}), {@code dropout} and {@code dropout1} to {@code dropout3}.
 */
public final class TransformerDecoderLayer extends Module {
  private final long model;
  private final TransformerOptions options;
  private final MultiheadAttention selfAttention;
  private final MultiheadAttention memoryAttention;
  private final Linear linear1;
  private final Dropout dropout;
  private final Linear linear2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final LayerNorm norm3;
  private final Dropout dropout1;
  private final Dropout dropout2;
  private final Dropout dropout3;

  /** A layer with the publication's options, steps first. */
  public TransformerDecoderLayer(long model, long heads) {
    this(model, heads, TransformerOptions.DEFAULT);
  }

  /**
   * A layer with options.
   *
   * @param model the numbers at each step, of target and memory
   * @param heads of the attention
   * @throws IllegalArgumentException if a size is not positive or the heads do not divide {@code
   *     model}
   */
  public TransformerDecoderLayer(long model, long heads, TransformerOptions options) {
    this.model = model;
    this.options = options;
    boolean bias = options.bias();
    selfAttention = child("self_attn", new MultiheadAttention(model, heads, options.attention()));
    memoryAttention =
        child("multihead_attn", new MultiheadAttention(model, heads, options.attention()));
    linear1 = child("linear1", new Linear(model, options.feedforward(), bias));
    dropout = child("dropout", new Dropout(options.dropout()));
    linear2 = child("linear2", new Linear(options.feedforward(), model, bias));
    norm1 = child("norm1", norm());
    norm2 = child("norm2", norm());
    norm3 = child("norm3", norm());
    dropout1 = child("dropout1", new Dropout(options.dropout()));
    dropout2 = child("dropout2", new Dropout(options.dropout()));
    dropout3 = child("dropout3", new Dropout(options.dropout()));
  }

  private LayerNorm norm() {
    return new LayerNorm(Shape.of(model), options.eps(), true, options.bias());
  }

  /** {@link #call(Tensor, Tensor, DecoderMasks)} where every step sees every step. */
  public Tensor call(Tensor target, Tensor memory) {
    return call(target, memory, DecoderMasks.NONE);
  }

  /**
   * The output, of the target's shape.
   *
   * @param target (steps, batch, model), with the batch first (batch, steps, model), or (steps,
   *     model)
   * @param memory the encoder's output, with steps of its own
   * @throws ShapeException if the shapes do not fit
   */
  public Tensor call(Tensor target, Tensor memory, DecoderMasks masks) {
    return run(() -> decode(target, memory, masks), List::of);
  }

  private Tensor decode(Tensor target, Tensor memory, DecoderMasks masks) {
    check(target, memory);
    if (options.normFirst()) {
      Tensor own = target.add(attend(norm1.call(target), masks.target()));
      Tensor seen = own.add(look(norm2.call(own), memory, masks.memory()));
      return seen.add(feedForward(norm3.call(seen)));
    }
    Tensor own = norm1.call(target.add(attend(target, masks.target())));
    Tensor seen = norm2.call(own.add(look(own, memory, masks.memory())));
    return norm3.call(seen.add(feedForward(seen)));
  }

  private void check(Tensor target, Tensor memory) {
    int batch = options.batchFirst() ? 0 : 1;
    boolean fits =
        (target.rank() == 2 || target.rank() == 3)
            && memory.rank() == target.rank()
            && target.dim(-1) == model
            && memory.dim(-1) == model
            && (target.rank() == 2 || target.dim(batch) == memory.dim(batch));
    if (!fits) {
      String steps = options.batchFirst() ? "(batch, steps, %d)" : "(steps, batch, %d)";
      throw new ShapeException(
          "TransformerDecoderLayer: target %s and memory %s; both must be %s with one batch, or (steps, %d)"
              .formatted(target.shape(), memory.shape(), steps.formatted(model), model));
    }
  }

  private Tensor attend(Tensor x, AttentionMasks masks) {
    return dropout1.call(selfAttention.call(x, x, x, masks));
  }

  private Tensor look(Tensor x, Tensor memory, AttentionMasks masks) {
    return dropout2.call(memoryAttention.call(x, memory, memory, masks));
  }

  private Tensor feedForward(Tensor x) {
    Tensor inner = options.activation().apply(linear1.call(x));
    return dropout3.call(linear2.call(dropout.call(inner)));
  }

  @Override
  protected String settings() {
    return "normFirst=%b, batchFirst=%b".formatted(options.normFirst(), options.batchFirst());
  }
}
