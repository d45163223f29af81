package dev.narae.nn;

import dev.narae.AttentionOptions;
import dev.narae.Autocast;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Makes one mask for the scores (batch, heads, queries, keys) out of {@link AttentionMasks}.
 *
 * @param layer whose masks they are, for errors
 * @param query (batch, queries, …)
 * @param heads the number of heads
 * @param keys the number of keys that masks know of
 * @param more how many follow that every query sees
 */
record MaskJoin(String layer, Tensor query, long heads, long keys, long more) {

  /** What {@link Tensor#scaledDotProductAttention} takes for these masks. */
  AttentionOptions options(AttentionMasks masks) {
    Tensor joined = null;
    if (masks.attention() != null) {
      joined = join(null, attention(masks.attention()));
    }
    if (masks.keyPadding() != null) {
      joined = join(joined, keyPadding(masks.keyPadding()));
    }
    if (masks.causal()) {
      if (joined == null && more == 0) {
        return AttentionOptions.DEFAULT.withCausal();
      }
      joined = join(joined, future());
    }
    return AttentionOptions.DEFAULT.withMask(
        joined == null || more == 0 ? joined : widened(joined));
  }

  /** The mask (…, keys) with as many columns more that hide nothing. */
  private Tensor widened(Tensor mask) {
    long[] columns = mask.shape().dims();
    columns[columns.length - 1] = more;
    Shape shape = Shape.of(columns);
    Tensor visible = Tensor.zeros(shape, mask.dtype(), mask.device());
    return Tensor.cat(-1, mask, mask.dtype() == DType.BOOL ? visible.logicalNot() : visible);
  }

  private long batch() {
    return query.dim(0);
  }

  private long queries() {
    return query.dim(1);
  }

  private Tensor attention(Tensor mask) {
    checkType("attention", mask);
    Shape all = Shape.of(batch() * heads, queries(), keys);
    if (mask.shape().equals(all)) {
      return mask.reshape(batch(), heads, queries(), keys);
    }
    if (!mask.shape().equals(all.without(0))) {
      throw new ShapeException(
          "%s: the attention mask has shape %s; it must be (queries, keys) %s or (batch · heads,"
                  .formatted(layer, mask.shape(), all.without(0))
              + " queries, keys) %s".formatted(all));
    }
    return mask;
  }

  private Tensor keyPadding(Tensor given) {
    checkType("key padding", given);
    Tensor mask = given.rank() == 1 && batch() == 1 ? given.unsqueeze(0) : given;
    Shape expected = Shape.of(batch(), keys);
    if (!mask.shape().equals(expected)) {
      throw new ShapeException(
          "%s: the key padding mask has shape %s; it must be (batch, keys) %s"
              .formatted(layer, mask.shape(), expected));
    }
    return mask.reshape(batch(), 1, 1, keys);
  }

  private void checkType(String what, Tensor mask) {
    boolean converted = Autocast.current().isPresent() && mask.dtype().isFloating();
    if (mask.dtype() != DType.BOOL && mask.dtype() != query.dtype() && !converted) {
      throw new DTypeException(
          "%s: the %s mask is %s; it must be bool or, to be added, %s as the query"
              .formatted(layer, what, mask.dtype(), query.dtype()));
    }
  }

  /** True where a key comes after a query. */
  private Tensor future() {
    Tensor positions = Tensor.arange(queries(), DType.I64, query.device()).unsqueeze(1);
    return positions.lt(Tensor.arange(keys, DType.I64, query.device()));
  }

  /** Both masks in the form of scaledDotProductAttention, whose truth shows a key. */
  private Tensor join(@Nullable Tensor visible, Tensor hidden) {
    boolean hides = hidden.dtype() == DType.BOOL;
    if (visible == null) {
      return hides ? hidden.logicalNot() : hidden;
    }
    if (hides && visible.dtype() == DType.BOOL) {
      return visible.logicalAnd(hidden.logicalNot());
    }
    Tensor first = visible.dtype() == DType.BOOL ? added(visible.logicalNot()) : visible;
    return first.add(hides ? added(hidden) : hidden);
  }

  /** Minus infinity where a mask is true, else 0. */
  private Tensor added(Tensor hidden) {
    Tensor zero = Tensor.zeros(Shape.scalar(), query.dtype(), query.device());
    return hidden.where(zero.add(Double.NEGATIVE_INFINITY), zero);
  }
}
