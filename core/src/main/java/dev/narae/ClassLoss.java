package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Negative log-likelihoods of classes: checks, picking, weights and the mean. */
final class ClassLoss {
  private static final Formula KEEP =
      Formula.binary("nllLoss", (keep, x) -> keep.where(x, Expr.constant(0)));

  /** Label 0, which always is a class, in place of ignored ones. */
  private static final Formula WITHOUT_IGNORED =
      Formula.withScalar(
          "nllLoss", (label, ignored) -> label.eq(ignored).where(Expr.constant(0), label));

  private ClassLoss() {}

  static Tensor of(String op, Tensor x, Tensor target, ClassLossOptions options, boolean scores) {
    return losses(op, Casting.wide(x), Casting.wide(target), options, scores);
  }

  private static Tensor losses(
      String op, Tensor x, Tensor target, ClassLossOptions options, boolean scores) {
    x.requireFloating(op);
    if (x.rank() == 0) {
      throw new ShapeException(
          "%s: the input has shape []; it must be (classes), (N, classes) or (N, classes, d1, …)"
              .formatted(op));
    }
    int axis = x.rank() == 1 ? 0 : 1;
    checkWeight(op, x, axis, options.weight());
    boolean mixed = scores && target.dtype().isFloating() && target.shape().equals(x.shape());
    if (!mixed) {
      checkLabels(op, x, axis, target);
    }
    return mixed
        ? ofProbabilities(x.logSoftmax(axis), axis, target, options)
        : ofLabels(op, x, axis, target, options, scores);
  }

  private static void checkLabels(String op, Tensor x, int axis, Tensor target) {
    if (!target.shape().equals(x.shape().without(axis))) {
      throw new ShapeException(
          "%s: target %s does not fit input %s; labels have the input's shape without the classes: %s"
              .formatted(op, target.shape(), x.shape(), x.shape().without(axis)));
    }
    if (target.dtype() != DType.I64) {
      throw new DTypeException(
          "%s: the target is %s; labels must be i64: convert with to(DType.I64)"
              .formatted(op, target.dtype()));
    }
  }

  private static void checkWeight(String op, Tensor x, int axis, @Nullable Tensor weight) {
    if (weight == null) {
      return;
    }
    if (!weight.shape().equals(Shape.of(x.dim(axis)))) {
      throw new ShapeException(
          "%s: the weight has shape %s; for input %s it must be [%d], one number a class"
              .formatted(op, weight.shape(), x.shape(), x.dim(axis)));
    }
    if (weight.dtype() != x.dtype()) {
      throw new DTypeException(
          "%s: the weight is %s and the input %s; convert one with to(dtype)"
              .formatted(op, weight.dtype(), x.dtype()));
    }
  }

  private static Tensor ofLabels(
      String op, Tensor x, int axis, Tensor target, ClassLossOptions options, boolean scores) {
    long classes = x.dim(axis);
    long used = ClassLabels.used(op, target, x.shape(), classes, options.ignoreIndex());
    @Nullable Tensor kept = used == target.size() ? null : target.ne(options.ignoreIndex());
    Tensor labels =
        kept == null ? target : target.apply(WITHOUT_IGNORED, List.of(), options.ignoreIndex());
    boolean joint = scores && options.labelSmoothing() == 0 && axis == x.rank() - 1 && classes > 0;
    Tensor logs = scores && !joint ? x.logSoftmax(axis) : x;
    Tensor losses = joint ? CrossEntropyOp.of(x, labels) : pick(logs, axis, labels).neg();
    @Nullable Tensor factors = factors(options.weight(), labels);
    losses = keep(kept, factors == null ? losses : losses.mul(factors));
    if (options.labelSmoothing() > 0) {
      Tensor even = keep(kept, weighted(logs, axis, options.weight()).sum(axis).neg());
      double share = options.labelSmoothing();
      losses = losses.mul(1 - share).add(even.mul(share / classes));
    }
    if (options.reduction() == Reduction.MEAN && (kept != null || factors != null)) {
      Tensor sum = Halves.widened(losses).sum();
      return (factors == null
              ? sum.div((double) used)
              : sum.div(Halves.widened(keep(kept, factors)).sum()))
          .to(losses.dtype());
    }
    return options.reduction().of(losses);
  }

  private static Tensor keep(@Nullable Tensor kept, Tensor losses) {
    return kept == null ? losses : kept.apply(KEEP, List.of(losses));
  }

  /** The element of each row at its label; the labels are known to be in range. */
  private static Tensor pick(Tensor x, int axis, Tensor labels) {
    return Dispatch.run(new GatherOp(axis, true), x, labels.unsqueeze(axis)).squeeze(axis);
  }

  private static @Nullable Tensor factors(@Nullable Tensor weight, Tensor labels) {
    return weight == null
        ? null
        : Dispatch.run(new GatherOp(0, true), weight, labels.reshape(-1)).reshape(labels.shape());
  }

  private static Tensor weighted(Tensor x, int axis, @Nullable Tensor weight) {
    if (weight == null) {
      return x;
    }
    Shape along = Shape.of(weight.dim(0));
    for (int i = axis + 1; i < x.rank(); i++) {
      along = along.insert(along.rank(), 1);
    }
    return x.mul(weight.reshape(along));
  }

  private static Tensor ofProbabilities(
      Tensor logs, int axis, Tensor target, ClassLossOptions options) {
    if (options.ignoreIndex() >= 0) {
      throw new IllegalArgumentException(
          "crossEntropy: ignoreIndex %d means nothing for a target of probabilities; use labels, or"
                  .formatted(options.ignoreIndex())
              + " a weight of 0");
    }
    double share = options.labelSmoothing();
    Tensor smoothed = target;
    if (share > 0) {
      smoothed = target.mul(1 - share).add(share / logs.dim(axis));
    }
    Tensor losses = weighted(logs, axis, options.weight()).mul(smoothed).sum(axis).neg();
    return options.reduction().of(losses);
  }

  static Tensor multiMargin(
      Tensor input, Tensor target, int p, double margin, Reduction reduction) {
    String op = "multiMarginLoss";
    Tensor x = Casting.wide(input);
    x.requireFloating(op);
    if (x.rank() != 2) {
      throw new ShapeException(
          "%s: the input has shape %s; it must be (N, classes)".formatted(op, x.shape()));
    }
    if (p != 1 && p != 2) {
      throw new IllegalArgumentException("%s: p is %d; it must be 1 or 2".formatted(op, p));
    }
    checkLabels(op, x, 1, target);
    ClassLabels.used(op, target, x.shape(), x.dim(1), Long.MIN_VALUE);
    Tensor distance = x.sub(pick(x, 1, target).unsqueeze(1)).add(margin).clampMin(0.0);
    Tensor raised = p == 1 ? distance : distance.square();
    Tensor classes = Tensor.arange(x.dim(1), DType.I64, x.device());
    Tensor others = target.unsqueeze(1).ne(classes);
    return reduction.of(keep(others, raised).mean(1));
  }
}
