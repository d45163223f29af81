package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;

/** Attention in tensor code: two matrix products with a softmax between them. */
final class DotProductAttention {
  private static final String NAME = "scaledDotProductAttention";

  private static final Expr NEVER = Expr.constant(Double.NEGATIVE_INFINITY);

  /**
   * Inputs scores, whether a query sees a key, and whether it sees none. A softmax over nothing is
   * not a number, and neither is its gradient: such a query gets equal scores here, and zeros in
   * the end.
   */
  private static final Formula SEEN_OR_BLIND =
      Formula.of(
          "attentionMask",
          3,
          0,
          Expr.arg(1)
              .asMask()
              .where(Expr.arg(0), Expr.arg(2).asMask().where(Expr.constant(0), NEVER)));

  /** Inputs scores, what is added to them, and whether a query sees no key. */
  private static final Formula ADDED =
      Formula.of(
          "attentionMask",
          3,
          0,
          Expr.arg(2).asMask().where(Expr.constant(0), Expr.arg(0).add(Expr.arg(1))));

  private DotProductAttention() {}

  static Tensor run(Tensor query, Tensor key, Tensor value, AttentionOptions options) {
    return Casting.low(
        t -> attention(t[0], t[1], t[2], options.withMask(t[3])),
        query,
        key,
        value,
        options.mask());
  }

  private static Tensor attention(
      Tensor query, Tensor key, Tensor value, AttentionOptions options) {
    check(query, key, value, options);
    if (!Halves.any(query) || fusesHalves(query, key, value, options)) {
      return attend(query, key, value, options);
    }
    Tensor mask = options.mask();
    AttentionOptions wide = options.withMask(mask == null ? null : Halves.widened(mask));
    return Halves.apply(query, q -> attend(q, Halves.widened(key), Halves.widened(value), wide));
  }

  /** Whether a kernel reads halves, so that no wider copies of them have to be made. */
  private static boolean fusesHalves(
      Tensor query, Tensor key, Tensor value, AttentionOptions options) {
    return isFused(query, key, value, options)
        && Dispatch.backend(NAME, query, key, value).fusesHalves(operator(query, options).fused());
  }

  private static AttentionOp operator(Tensor query, AttentionOptions options) {
    Double given = options.scale();
    double scale = given == null ? 1 / Math.sqrt((double) query.dim(-1)) : given;
    return new AttentionOp(scale, options.causal());
  }

  private static Tensor attend(Tensor query, Tensor key, Tensor value, AttentionOptions options) {
    AttentionOp op = operator(query, options);
    Tensor mask = options.mask();
    if (isFused(query, key, value, options)) {
      return fused(query, key, value, op);
    }
    Tensor scores = op.scores(query, key);
    return mask == null
        ? average(scores, value, options.dropout())
        : masked(scores, mask, value, options.dropout());
  }

  private static boolean isFused(Tensor query, Tensor key, Tensor value, AttentionOptions options) {
    return options.mask() == null && options.dropout() == 0 && isFull(query, key, value);
  }

  private static boolean isFull(Tensor... tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.size() == 0) {
        return false;
      }
    }
    return true;
  }

  private static Tensor fused(Tensor query, Tensor key, Tensor value, AttentionOp op) {
    Shape lead = batch(query).broadcast(NAME, batch(key)).broadcast(NAME, batch(value));
    return Dispatch.run(op, spread(query, lead), spread(key, lead), spread(value, lead));
  }

  private static Tensor spread(Tensor tensor, Shape lead) {
    Shape rows = lead.insert(lead.rank(), tensor.dim(-2));
    return tensor.expand(rows.insert(rows.rank(), tensor.dim(-1)));
  }

  private static Tensor masked(Tensor scores, Tensor given, Tensor value, double dropout) {
    Tensor mask = given.rank() == 0 ? given.reshape(1) : given;
    checkMask(mask, scores);
    boolean additive = mask.dtype() != DType.BOOL;
    Tensor blind = additive ? blindByAddition(mask) : anyAlongLast(mask).logicalNot();
    Formula formula = additive ? ADDED : SEEN_OR_BLIND;
    Tensor average = average(scores.apply(formula, List.of(mask, blind)), value, dropout);
    return blind.where(Tensor.zeros(Shape.scalar(), value.dtype(), value.device()), average);
  }

  private static Tensor blindByAddition(Tensor mask) {
    Tensor finite = mask.detach().ne(Double.NEGATIVE_INFINITY);
    return anyAlongLast(finite).logicalNot();
  }

  private static Tensor anyAlongLast(Tensor mask) {
    return mask.any(-1).unsqueeze(-1);
  }

  private static Tensor average(Tensor scores, Tensor value, double dropout) {
    Tensor weights = scores.softmax(-1);
    return (dropout == 0 ? weights : weights.dropout(dropout)).matmul(value);
  }

  private static void check(Tensor query, Tensor key, Tensor value, AttentionOptions options) {
    query.requireFloating(NAME);
    if (key.dtype() != query.dtype() || value.dtype() != query.dtype()) {
      throw new DTypeException(
          "%s: query is %s, key %s and value %s; convert them to one dtype with to(dtype)"
              .formatted(NAME, query.dtype(), key.dtype(), value.dtype()));
    }
    boolean fits =
        query.rank() >= 2
            && key.rank() >= 2
            && value.rank() >= 2
            && query.dim(-1) == key.dim(-1)
            && key.dim(-2) == value.dim(-2);
    if (!fits) {
      throw mismatch(query, key, value);
    }
    try {
      batch(query).broadcast(NAME, batch(key)).broadcast(NAME, batch(value));
    } catch (ShapeException e) {
      throw mismatch(query, key, value);
    }
    Tensor mask = options.mask();
    if (mask != null) {
      checkMaskDType(mask, query);
    }
    if (options.causal() && mask != null) {
      throw new IllegalArgumentException(
          NAME + ": there is a mask, and the options are causal too; put both into the mask");
    }
  }

  private static Shape batch(Tensor tensor) {
    return tensor.shape().without(tensor.rank() - 1).without(tensor.rank() - 2);
  }

  private static ShapeException mismatch(Tensor query, Tensor key, Tensor value) {
    return new ShapeException(
        ("%s: query %s, key %s and value %s do not fit; they must be (…, L, E), (…, S, E) and (…,"
                + " S, V) with leading sizes that are equal or 1")
            .formatted(NAME, query.shape(), key.shape(), value.shape()));
  }

  private static void checkMaskDType(Tensor mask, Tensor query) {
    if (mask.dtype() != DType.BOOL && mask.dtype() != query.dtype()) {
      throw new DTypeException(
          "%s: the mask is %s; it must be bool, or %s as the query: convert it with to(dtype)"
              .formatted(NAME, mask.dtype(), query.dtype()));
    }
  }

  private static void checkMask(Tensor mask, Tensor scores) {
    if (!spreadsOver(mask.shape(), scores.shape())) {
      throw new ShapeException(
          "%s: the mask has shape %s; it must be broadcastable to the scores %s: reshape it"
              .formatted(NAME, mask.shape(), scores.shape()));
    }
  }

  /** Whether each extent is 1 or that of the target, counted from the last dimension. */
  private static boolean spreadsOver(Shape shape, Shape target) {
    int lead = target.rank() - shape.rank();
    boolean fits = lead >= 0;
    for (int i = 0; fits && i < shape.rank(); i++) {
      fits = shape.dim(i) == 1 || shape.dim(i) == target.dim(lead + i);
    }
    return fits;
  }
}
