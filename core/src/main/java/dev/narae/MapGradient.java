package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a formula over tensors: one kernel for each input, broadcasts summed within it.
 */
final class MapGradient {
  private MapGradient() {}

  /** The derivative for each input: {@code formula::gradient} or one that avoids the output. */
  interface Rule extends IntFunction<Optional<Formula.Gradient>> {}

  /**
   * Whether the gradient for some tracked input reads {@code source}, as a formula numbers them.
   */
  static boolean reads(Rule rule, int source, Tensor[] inputs) {
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].variable() != null
          && rule.apply(i).map(g -> g.sources().contains(source)).orElse(false)) {
        return true;
      }
    }
    return false;
  }

  /** The gradients for all inputs that want one; zeros where the derivative is zero everywhere. */
  static @Nullable Tensor[] vjp(Rule rule, List<Number> scalars, Node node, Tensor upstream) {
    @Nullable Tensor[] gradients = new Tensor[node.inputCount()];
    for (int i = 0; i < gradients.length; i++) {
      if (node.needs(i)) {
        int input = i;
        gradients[i] =
            rule.apply(i)
                .map(g -> evaluate(g, scalars, node, upstream, input))
                .orElseGet(
                    () -> Tensor.zeros(node.shape(input), node.dtype(input), upstream.device()));
      }
    }
    return gradients;
  }

  private static Tensor evaluate(
      Formula.Gradient gradient, List<Number> scalars, Node node, Tensor upstream, int input) {
    Tensor[] operands = operands(gradient.sources(), node, upstream);
    Shape target = node.shape(input);
    DType dtype = node.dtype(input);
    if (!target.equals(upstream.shape())) {
      return ReduceOp.sumTo(target, gradient.formula(), scalars, dtype, operands);
    }
    boolean passesThrough = gradient.formula().body() instanceof Expr.Arg;
    return passesThrough && upstream.dtype() == dtype
        ? operands[0]
        : Dispatch.run(new MapOp(gradient.formula(), scalars, dtype), operands);
  }

  private static Tensor[] operands(List<Integer> sources, Node node, Tensor upstream) {
    Tensor[] operands = new Tensor[sources.size()];
    for (int k = 0; k < operands.length; k++) {
      int source = sources.get(k);
      operands[k] =
          source < node.inputCount()
              ? node.input(source)
              : source == node.inputCount() ? upstream : node.output(0);
    }
    return operands;
  }
}
