package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** Elementwise changes of a tensor's own memory. */
final class InPlace {
  static final Formula ADD = Formula.binary("addInPlace", (x, y) -> x.add(y));
  static final Formula SUB = Formula.binary("subInPlace", (x, y) -> x.sub(y));
  static final Formula MUL = Formula.withScalar("mulInPlace", (x, s) -> x.mul(s));
  static final Formula FILL = Formula.of("fill", 1, 1, Expr.scalar(0));
  static final Formula COPY = Formula.of("copyFrom", 2, 0, Expr.arg(1));
  static final Formula ADD_SCALED =
      Formula.of("addInPlace", 2, 1, Expr.arg(0).add(Expr.arg(1).mul(Expr.scalar(0))));

  private InPlace() {}

  /** target = formula(target, others…); others are broadcast to the target's shape. */
  static Tensor apply(Tensor target, Formula formula, List<Tensor> others, Number... scalars) {
    Tensor[] operands = new Tensor[others.size() + 1];
    operands[0] = target;
    for (int i = 1; i < operands.length; i++) {
      operands[i] = others.get(i - 1);
    }
    Backend backend = Dispatch.backend(formula.name(), operands);
    checkShapes(target, formula, operands);
    checkTracking(formula.name(), operands);
    for (int i = 0; i < operands.length; i++) {
      operands[i] = overlaps(target, operands[i]) ? operands[i].detach().copy() : operands[i];
    }
    try {
      List<View> views = new ArrayList<>(operands.length);
      for (Tensor operand : operands) {
        views.add(operand.view().broadcastTo(target.shape()));
      }
      MapOp.run(backend, formula, List.of(scalars), views, target.view());
      target.storage().modified();
    } finally {
      Reference.reachabilityFence(operands);
    }
    return target;
  }

  /** Whether an operand reads memory that the update writes at another place. */
  private static boolean overlaps(Tensor target, Tensor operand) {
    return operand != target
        && operand.storage() == target.storage()
        && !operand.view().equals(target.view());
  }

  private static void checkShapes(Tensor target, Formula formula, Tensor[] operands) {
    for (Tensor operand : operands) {
      Shape common = target.shape().broadcast(formula.name(), operand.shape());
      if (!common.equals(target.shape())) {
        throw new ShapeException(
            "%s: an operand of shape %s does not fit into the tensor of shape %s; it may not be larger"
                .formatted(formula.name(), operand.shape(), target.shape()));
      }
    }
    for (int i = 0; i < target.rank(); i++) {
      if (target.dim(i) > 1 && target.view().layout().stride(i) == 0) {
        throw new ShapeException(
            "%s: a tensor of shape %s that was expanded has several elements in one place; copy() it"
                .formatted(formula.name(), target.shape()));
      }
    }
  }

  private static void checkTracking(String op, Tensor[] operands) {
    if (Context.current().recording && Dispatch.anyTracked(operands)) {
      throw new AutogradException(
          ("%s: an in-place change of, or with, a tensor of shape %s that requires a gradient would"
               + " not be recorded; do it inside Grad.noGrad(), or use an operation that returns a"
               + " new tensor")
              .formatted(op, operands[0].shape()));
    }
  }
}
