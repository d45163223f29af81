package dev.narae;

import dev.narae.expr.Formula;
import dev.narae.spi.ReduceKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two forms of the binary cross-entropy. */
final class BinaryLoss {
  private static final Formula OUTSIDE =
      Formula.unary("binaryCrossEntropy", x -> x.ge(0).logicalAnd(x.le(1)).logicalNot().asNumber());

  private BinaryLoss() {}

  static Tensor ofProbabilities(Tensor input, Tensor target, BinaryLossOptions options) {
    String op = "binaryCrossEntropy";
    Tensor x = Casting.wide(input);
    PointwiseLoss.check(op, x, target);
    if (options.posWeight() != null) {
      throw new IllegalArgumentException(
          op + " takes no weight of positive targets; use binaryCrossEntropyWithLogits");
    }
    checkProbabilities(op, x);
    Tensor losses = Dispatch.run(new BinaryCrossEntropyOp(), x, target.to(x.dtype()));
    return options.reduction().of(weighted(op, losses, options.weight()));
  }

  /** One small reduction is read back: a probability outside [0, 1] is always a mistake. */
  private static void checkProbabilities(String op, Tensor x) {
    try (Scope _ = Scope.open(op);
        var _ = Grad.noGrad()) {
      Tensor outside = sum(OUTSIDE, x);
      if (outside.item() > 0) {
        throw new IllegalArgumentException(
            "%s: %d elements of input %s lie outside [0, 1]; use binaryCrossEntropyWithLogits, or sigmoid() before"
                .formatted(op, outside.toLong(), x.shape()));
      }
    }
  }

  private static Tensor sum(Formula formula, Tensor x) {
    long[] ones = new long[x.rank()];
    java.util.Arrays.fill(ones, 1);
    return Dispatch.run(
            new ReduceOp("sum", ReduceKind.SUM, formula, List.of(), Shape.of(ones), x.dtype()), x)
        .reshape(Shape.scalar());
  }

  static Tensor ofLogits(Tensor x, Tensor target, BinaryLossOptions options) {
    String op = "binaryCrossEntropyWithLogits";
    PointwiseLoss.check(op, x, target);
    Tensor positive = options.posWeight();
    Formula formula =
        positive == null ? LossFormulas.LOGITS : LossFormulas.LOGITS_WITH_POSITIVE_WEIGHT;
    Tensor[] operands =
        positive == null
            ? new Tensor[] {x, target}
            : new Tensor[] {x, target, fitting(op, "posWeight", positive, x.shape())};
    if (options.weight() == null) {
      return PointwiseLoss.of(formula, options.reduction(), List.of(), operands);
    }
    Tensor losses = PointwiseLoss.of(formula, Reduction.NONE, List.of(), operands);
    return options.reduction().of(weighted(op, losses, options.weight()));
  }

  private static Tensor weighted(String op, Tensor losses, @Nullable Tensor weight) {
    return weight == null ? losses : losses.mul(fitting(op, "weight", weight, losses.shape()));
  }

  /** A factor that must not enlarge the input. */
  private static Tensor fitting(String op, String what, Tensor factor, Shape shape) {
    if (!shape.broadcast(op, factor.shape()).equals(shape)) {
      throw new ShapeException(
          "%s: %s %s does not fit input %s; its sizes must be those of the input or 1"
              .formatted(op, what, factor.shape(), shape));
    }
    return factor;
  }
}
