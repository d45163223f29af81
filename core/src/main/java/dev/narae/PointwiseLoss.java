package dev.narae;

import dev.narae.expr.Formula;
import java.util.List;

/** Losses of single elements; their sum is taken in the kernel that computes them. */
final class PointwiseLoss {
  private PointwiseLoss() {}

  /** A formula of the operands, which are broadcast, reduced. */
  static Tensor of(Formula formula, Reduction reduction, List<Number> scalars, Tensor... given) {
    Tensor[] operands = Casting.wide(given);
    if (reduction == Reduction.NONE) {
      return Dispatch.run(new MapOp(formula, scalars, null), operands);
    }
    DType dtype = Promotion.of(formula, operands, scalars);
    DType wide = dtype.isHalf() ? DType.F32 : dtype;
    Tensor sum = ReduceOp.sumTo(Shape.scalar(), formula, scalars, wide, operands);
    Tensor result =
        reduction == Reduction.SUM ? sum : sum.div((double) count(formula.name(), operands));
    return result.to(dtype);
  }

  private static long count(String op, Tensor... operands) {
    Shape shape = operands[0].shape();
    for (Tensor operand : operands) {
      shape = shape.broadcast(op, operand.shape());
    }
    return shape.size();
  }

  /** Refuses operands that are not floating or differ in shape. */
  static void check(String op, Tensor input, Tensor target) {
    input.requireFloating(op);
    if (!target.shape().equals(input.shape())) {
      throw new ShapeException(
          "%s: input %s and target %s must have equal shapes; reshape or expand one of them"
              .formatted(op, input.shape(), target.shape()));
    }
  }

  /** Refuses a parameter that must not be negative. */
  static void requireAtLeastZero(String op, String parameter, double value) {
    if (!(value >= 0)) {
      throw new IllegalArgumentException(
          "%s: %s is %s; it must be 0 or more".formatted(op, parameter, value));
    }
  }
}
