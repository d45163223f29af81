package dev.narae;

import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.expr.Trees;
import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** Elementwise changes of a tensor's own memory, recorded like any operation. */
final class InPlace {
  private InPlace() {}

  /** target = formula(target, others…); others are broadcast to the target's shape. */
  static Tensor apply(Tensor target, Formula formula, List<Tensor> others, Number... scalars) {
    Tensor[] operands = new Tensor[others.size() + 1];
    operands[0] = target;
    for (int i = 1; i < operands.length; i++) {
      operands[i] = others.get(i - 1);
    }
    Backend backend = Dispatch.backendOfChange(formula.name(), operands);
    checkShapes(target, formula.name(), operands);
    List<Number> numbers = List.of(scalars);
    checkDType(target, formula, operands, numbers);
    if (Context.current().recording
        && target.dtype().isFloating()
        && Dispatch.anyTracked(operands)) {
      record(backend, target, new MapOp(formula, numbers, target.dtype()), operands);
    } else {
      for (int i = 1; i < operands.length; i++) {
        operands[i] = overlaps(target, operands[i]) ? operands[i].detach().copy() : operands[i];
      }
      compute(backend, target, formula, numbers, operands);
    }
    return target;
  }

  /** The change itself. */
  private static void compute(
      Backend backend, Tensor target, Formula formula, List<Number> numbers, Tensor[] operands) {
    try {
      List<View> views = new ArrayList<>(operands.length);
      for (Tensor operand : operands) {
        views.add(operand.view().broadcastTo(target.shape()));
      }
      UpdateBatch batch = Context.current().batch;
      if (batch != null && backend.mapsTogether(target.shape().size())) {
        DType compute = MapOp.compute(formula, views, numbers);
        Kernel kernel = formula.kernel(compute, target.dtype());
        batch.add(
            backend, kernel, formula.bits(compute, numbers), views, target.target(), operands);
      } else {
        if (batch != null) {
          batch.flush();
        }
        MapOp.run(backend, formula, numbers, views, target.target());
      }
      target.storage().modified();
    } finally {
      Reference.reachabilityFence(operands);
    }
  }

  /** The change, and the operator it stands for as the target's new history. */
  private static void record(Backend backend, Tensor target, MapOp op, Tensor[] operands) {
    History.checkChange(op.name(), target);
    Tensor[] inputs = new Tensor[operands.length];
    for (int i = 0; i < inputs.length; i++) {
      boolean lost =
          operands[i].storage() == target.storage()
              && (overlaps(target, operands[i]) || op.savesInput(i, operands));
      inputs[i] = lost ? operands[i].snapshot() : operands[i];
    }
    compute(backend, target, op.formula(), op.scalars(), inputs);
    History.rewrite(target, op, inputs);
  }

  /** Whether an operand reads memory that the update writes at another place. */
  private static boolean overlaps(Tensor target, Tensor operand) {
    return operand != target
        && operand.storage() == target.storage()
        && !operand.layout().equals(target.layout());
  }

  private static void checkShapes(Tensor target, String op, Tensor[] operands) {
    for (int i = 1; i < operands.length; i++) {
      Shape common = target.shape().broadcast(op, operands[i].shape());
      if (!common.equals(target.shape())) {
        throw new ShapeException(
            "%s: an operand of shape %s does not fit into the tensor of shape %s; it may not be larger"
                .formatted(op, operands[i].shape(), target.shape()));
      }
    }
    if (!isWritable(target)) {
      throw new ShapeException(
          ("%s: a tensor of shape %s that was expanded or unfolded has several elements in one"
                  + " place; copy() it first")
              .formatted(op, target.shape()));
    }
  }

  /** Whether each element has a place of its own. */
  static boolean isWritable(Tensor target) {
    return !Region.overlaps(target.layout());
  }

  /** Arithmetic must not lose its fractions in an integer tensor; a plain copy may. */
  private static void checkDType(
      Tensor target, Formula formula, Tensor[] operands, List<Number> numbers) {
    if (target.dtype().isFloating() || !Trees.args(formula.body()).contains(0)) {
      return;
    }
    DType result = Promotion.of(formula, operands, numbers);
    if (result.category().compareTo(target.dtype().category()) > 0) {
      throw new DTypeException(
          ("%s: the result is %s and does not fit into a tensor of %s; convert the tensor first, or"
                  + " use an operation that returns a new one")
              .formatted(formula.name(), result, target.dtype()));
    }
  }
}
