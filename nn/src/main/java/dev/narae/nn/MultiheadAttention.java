package dev.narae.nn;

import dev.narae.AttentionOptions;
import dev.narae.Device;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention by several heads at once: concat(head₁, …) Wᵒ, headᵢ = softmax(Qᵢ Kᵢᵀ / √d) Vᵢ with Qᵢ,
 * Kᵢ, Vᵢ the head's projections of query, key and value, and d = embed / heads (Vaswani et al.,
 * "Attention is all you need", 2017, section 3.2.2).
 *
 * <p>Parameters: {@code in_proj_weight} (3 · embed, embed) for queries, keys and values, at first
 * Xavier-uniform; {@code in_proj_bias} (3 · embed), at first 0; {@code out_proj.weight} (embed,
 * embed) as a {@link Linear}'s and {@code out_proj.bias} (embed), at first 0. Where keys or values
 * have another width than queries, {@code q_proj_weight} (embed, embed), {@code k_proj_weight}
 * (embed, keys' width) and {@code v_proj_weight} (embed, values' width) stand for {@code
 * in_proj_weight}. With a learned key {@code bias_k} and {@code bias_v} (1, 1, embed), at first
 * Xavier-normal.
 */
public final class MultiheadAttention extends Module {
  private final long embed;
  private final long heads;
  private final MultiheadAttentionOptions options;
  private final long keyWidth;
  private final long valueWidth;
  private final InProjection projection;
  private final @Nullable Parameter learnedKey;
  private final @Nullable Parameter learnedValue;
  private final Linear output;

  /** Attention with biases, without dropout, steps first. */
  public MultiheadAttention(long embed, long heads) {
    this(embed, heads, MultiheadAttentionOptions.DEFAULT);
  }

  /**
   * Attention with options.
   *
   * @param embed the numbers at each step of queries and results
   * @param heads how many parts they are split into
   * @throws IllegalArgumentException if a size is not positive or the heads do not divide {@code
   *     embed}
   */
  public MultiheadAttention(long embed, long heads, MultiheadAttentionOptions options) {
    Checks.positive("MultiheadAttention", "embed", embed);
    Checks.positive("MultiheadAttention", "heads", heads);
    if (embed % heads != 0) {
      throw new IllegalArgumentException(
          "MultiheadAttention: %d heads must divide the %d numbers of a step"
              .formatted(heads, embed));
    }
    this.embed = embed;
    this.heads = heads;
    this.options = options;
    keyWidth = options.keyWidth().orElse(embed);
    valueWidth = options.valueWidth().orElse(embed);
    projection = new InProjection(embed, keyWidth, valueWidth, options.bias());
    projection.parameters().forEach(this::parameter);
    learnedKey = options.learnedKey() ? parameter("bias_k", InProjection.learned(embed)) : null;
    learnedValue = options.learnedKey() ? parameter("bias_v", InProjection.learned(embed)) : null;
    output = child("out_proj", new Linear(embed, embed, options.bias()));
    Parameter bias = output.bias();
    if (bias != null) {
      Init.constant(bias.tensor(), 0);
    }
  }

  /** Self-attention: each step of {@code x} looks at all steps of {@code x}. */
  public Tensor call(Tensor x) {
    return call(x, x, x);
  }

  /** {@link #call(Tensor, Tensor, Tensor, AttentionMasks)} where every query sees every key. */
  public Tensor call(Tensor query, Tensor key, Tensor value) {
    return call(query, key, value, AttentionMasks.NONE);
  }

  /**
   * What the queries find, of their shape.
   *
   * @param query (queries, batch, embed) or, with the batch first, (batch, queries, embed);
   *     (queries, embed) without a batch
   * @param key (keys, batch, embed), or as the query
   * @param value of the keys' shape
   * @throws ShapeException if the shapes do not fit
   */
  public Tensor call(Tensor query, Tensor key, Tensor value, AttentionMasks masks) {
    return Calls.run(this, () -> attend(query, key, value, masks), List::of);
  }

  /** {@link #call(Tensor, Tensor, Tensor, AttentionMasks)} with the weights beside the result. */
  public AttentionOutput callWithWeights(
      Tensor query, Tensor key, Tensor value, AttentionMasks masks) {
    return Calls.run(
        this, () -> attendWithWeights(query, key, value, masks), AttentionOutput::tensors);
  }

  /**
   * Queries, keys and values by head.
   *
   * @param query (batch, heads, queries, d)
   * @param key (batch, heads, keys, d)
   * @param value (batch, heads, keys, d)
   * @param options the mask and the dropout
   */
  private record Heads(Tensor query, Tensor key, Tensor value, AttentionOptions options) {}

  private Tensor attend(Tensor query, Tensor key, Tensor value, AttentionMasks masks) {
    Heads split = split(query, key, value, masks);
    return joined(
        split.query.scaledDotProductAttention(split.key, split.value, split.options),
        query.rank() == 2);
  }

  /** The weights are what attention finds where the values are the unit vectors. */
  private AttentionOutput attendWithWeights(
      Tensor query, Tensor key, Tensor value, AttentionMasks masks) {
    Heads split = split(query, key, value, masks);
    Tensor units =
        Device.with(query.device(), () -> Tensor.eye(split.key.dim(2))).to(query.dtype());
    Tensor weights = split.query.scaledDotProductAttention(split.key, units, split.options);
    boolean single = query.rank() == 2;
    return new AttentionOutput(
        joined(weights.matmul(split.value), single), single ? weights.squeeze(0) : weights);
  }

  private Heads split(Tensor query, Tensor key, Tensor value, AttentionMasks masks) {
    check(query, key, value);
    List<Tensor> projected =
        query == key && key == value
            ? projection.together(batchFirst(query))
            : projection.apart(batchFirst(query), batchFirst(key), batchFirst(value));
    Tensor q = projected.get(0);
    Tensor k = withMore(projected.get(1), learnedKey);
    Tensor v = withMore(projected.get(2), learnedValue);
    long given = projected.get(1).dim(1);
    MaskJoin join = new MaskJoin("MultiheadAttention", q, heads, given, k.dim(1) - given);
    double dropout = isTraining() ? options.dropout() : 0;
    return new Heads(byHead(q), byHead(k), byHead(v), join.options(masks).withDropout(dropout));
  }

  /** Keys or values (batch, keys, embed) and behind them what every query may look at as well. */
  private Tensor withMore(Tensor steps, @Nullable Parameter learned) {
    Tensor all = steps;
    if (learned != null) {
      Tensor one = learned.tensor().to(steps.dtype());
      all = Tensor.cat(1, all, one.expand(steps.dim(0), 1, embed));
    }
    return options.zeroKey() ? all.pad(0, 0, 0, 1) : all;
  }

  private Tensor batchFirst(Tensor x) {
    return x.rank() == 2 ? x.unsqueeze(0) : options.batchFirst() ? x : x.transpose(0, 1);
  }

  /** (batch, steps, embed) to (batch, heads, steps, d). */
  private Tensor byHead(Tensor x) {
    return x.reshape(x.dim(0), x.dim(1), heads, embed / heads).transpose(1, 2);
  }

  /** (batch, heads, steps, d) to the output, in the arrangement of the inputs. */
  private Tensor joined(Tensor x, boolean single) {
    Tensor steps = x.transpose(1, 2).reshape(x.dim(0), x.dim(2), embed);
    Tensor result = output.call(steps);
    return single ? result.squeeze(0) : options.batchFirst() ? result : result.transpose(0, 1);
  }

  private void check(Tensor query, Tensor key, Tensor value) {
    int batch = options.batchFirst() ? 0 : 1;
    boolean fits =
        (query.rank() == 2 || query.rank() == 3)
            && key.rank() == query.rank()
            && key.shape().with(key.rank() - 1, 1).equals(value.shape().with(value.rank() - 1, 1))
            && query.dim(-1) == embed
            && key.dim(-1) == keyWidth
            && value.dim(-1) == valueWidth
            && (query.rank() == 2 || query.dim(batch) == key.dim(batch));
    if (!fits) {
      String steps = options.batchFirst() ? "(batch, %s, %d)" : "(%s, batch, %d)";
      throw new ShapeException(
          "MultiheadAttention: query %s, key %s and value %s; they must be %s, %s and %s, or all without batch"
              .formatted(
                  query.shape(),
                  key.shape(),
                  value.shape(),
                  steps.formatted("queries", embed),
                  steps.formatted("keys", keyWidth),
                  keyWidth == valueWidth ? "the same" : steps.formatted("keys", valueWidth)));
    }
  }

  @Override
  protected String settings() {
    return "%d, heads=%d, dropout=%s, bias=%b, batchFirst=%b%s%s%s"
        .formatted(
            embed,
            heads,
            options.dropout(),
            options.bias(),
            options.batchFirst(),
            keyWidth == embed && valueWidth == embed
                ? ""
                : ", widths=%d and %d".formatted(keyWidth, valueWidth),
            options.learnedKey() ? ", learnedKey" : "",
            options.zeroKey() ? ", zeroKey" : "");
  }
}
