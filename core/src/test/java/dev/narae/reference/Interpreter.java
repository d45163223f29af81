package dev.narae.reference;

import dev.narae.expr.Expr;
import dev.narae.expr.Kernel;
import dev.narae.expr.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Walks a kernel's tree for one element at a time; shared subtrees are computed once. */
final class Interpreter {
  private final Arithmetic arithmetic;
  private final long[] scalars;
  private final List<Expr> nodes;
  private final int[][] operands;
  private final long[] values;

  Interpreter(Kernel kernel, long[] scalars) {
    this.arithmetic = Memory.arithmetic(kernel.compute());
    this.scalars = scalars.clone();
    this.nodes = Trees.topological(kernel.body());
    this.operands = new int[nodes.size()][];
    this.values = new long[nodes.size()];
    Map<Expr, Integer> slots = new HashMap<>();
    for (int i = 0; i < operands.length; i++) {
      Expr node = nodes.get(i);
      operands[i] =
          node instanceof Expr.Apply apply
              ? apply.args().stream().mapToInt(slots::get).toArray()
              : new int[0];
      slots.put(node, i);
    }
  }

  Arithmetic arithmetic() {
    return arithmetic;
  }

  /** The tree's value for given inputs at row-major position {@code index}. */
  long evaluate(long[] inputs, long index) {
    for (int i = 0; i < operands.length; i++) {
      values[i] = value(nodes.get(i), operands[i], inputs, index);
    }
    return values[operands.length - 1];
  }

  private long value(Expr node, int[] slots, long[] inputs, long index) {
    return switch (node) {
      case Expr.Arg arg -> inputs[arg.index()];
      case Expr.Scalar scalar -> arithmetic.scalar(scalars[scalar.index()]);
      case Expr.Const constant -> arithmetic.constant(constant.value());
      case Expr.Index _ -> arithmetic.index(index);
      case Expr.Uniform uniform ->
          arithmetic.uniform(scalars[uniform.key()], index, uniform.word());
      case Expr.Apply apply ->
          arithmetic.apply(apply.op(), operand(slots, 0), operand(slots, 1), operand(slots, 2));
    };
  }

  private long operand(int[] slots, int i) {
    return i < slots.length ? values[slots[i]] : 0;
  }
}
