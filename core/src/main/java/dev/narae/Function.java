package dev.narae;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A differentiable operation whose forward and backward the user writes.
 *
 * <pre>{@code
 * class Relu extends Function {
 *   protected List<Tensor> forward(Context context, List<Tensor> inputs) {
 *     context.save(inputs.get(0));
 *     return List.of(inputs.get(0).clampMin(0));
 *   }
 *   protected List<Tensor> backward(Context context, List<Tensor> upstream) {
 *     Tensor x = context.saved().get(0);
 *     return List.of(x.gt(0).where(upstream.get(0), Tensor.zerosLike(x)));
 *   }
 * }
 * Tensor y = new Relu().apply(x);
 * }</pre>
 *
 * <p>If {@code backward} is written with differentiable operations, the function differentiates to
 * any order.
 */
public abstract class Function {
  /** A function without state of its own. */
  protected Function() {}

  /** What forward leaves for backward. */
  public static final class Context {
    private List<Tensor> saved = List.of();
    private final boolean[] needs;

    private Context(boolean[] needs) {
      this.needs = needs;
    }

    /** Keeps tensors for backward: inputs, outputs or others. */
    public void save(Tensor... tensors) {
      saved = List.of(tensors);
    }

    /** What was kept, in order. */
    public List<Tensor> saved() {
      return saved;
    }

    /** Whether input {@code i} wants a gradient. */
    public boolean needs(int i) {
      return needs[i];
    }
  }

  /** Computes the outputs; operations in here are not recorded. */
  protected abstract List<Tensor> forward(Context context, List<Tensor> inputs);

  /**
   * The gradient of each input, in order, given that of each output; null for an input without one.
   */
  protected abstract List<@Nullable Tensor> backward(Context context, List<Tensor> upstream);

  /** Runs the function on its inputs; returns its only output. */
  public final Tensor apply(Tensor... inputs) {
    return applyAll(inputs).getFirst();
  }

  /** Runs the function on its inputs. */
  public final List<Tensor> applyAll(Tensor... inputs) {
    boolean[] needs = new boolean[inputs.length];
    for (int i = 0; i < needs.length; i++) {
      needs[i] = inputs[i].requiresGrad();
    }
    return List.of(Dispatch.runAll(new FunctionOp(this, new Context(needs)), inputs));
  }

  /** A function as an operator of the graph. */
  private record FunctionOp(Function function, Context context) implements Op {
    @Override
    public String name() {
      String simple = function.getClass().getSimpleName();
      return simple.isEmpty() ? function.getClass().getName() : simple;
    }

    @Override
    public Tensor[] forward(dev.narae.spi.Backend backend, Tensor... inputs) {
      try (var _ = Grad.noGrad()) {
        List<Tensor> outputs = function.forward(context, List.of(inputs));
        return outputs.stream().map(output -> own(output, inputs)).toArray(Tensor[]::new);
      }
    }

    @Override
    public boolean keepsAutocast() {
      return true;
    }

    /** A result that shares memory with an input has this function's history all the same. */
    private static Tensor own(Tensor output, Tensor[] inputs) {
      for (Tensor input : inputs) {
        if (input.storage() == output.storage()) {
          return output.foreign();
        }
      }
      return output.requiresGrad() ? output.detach() : output;
    }

    @Override
    public List<Tensor> takeSaved() {
      List<Tensor> tensors = context.saved;
      context.saved = List.of();
      return tensors;
    }

    @Override
    public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
      List<Tensor> gradients = new ArrayList<>();
      for (int i = 0; i < upstream.length; i++) {
        Tensor gradient = upstream[i];
        Variable output = node.outputVariable(i);
        if (gradient != null) {
          gradients.add(gradient);
        } else if (output != null) {
          gradients.add(Tensor.zeros(output.shape(), output.dtype(), device(upstream)));
        }
      }
      context.saved = node.others();
      List<@Nullable Tensor> result = answered(function.backward(context, gradients));
      context.saved = List.of();
      check(node, result);
      return result.toArray(Tensor[]::new);
    }

    private static Device device(@Nullable Tensor[] upstream) {
      for (Tensor gradient : upstream) {
        if (gradient != null) {
          return gradient.device();
        }
      }
      throw new IllegalStateException("backward: no gradient arrived");
    }

    /** What a user's code has returned, which may be null whatever its type says. */
    private List<@Nullable Tensor> answered(@Nullable List<@Nullable Tensor> gradients) {
      if (gradients == null) {
        throw new AutogradException(
            "%s: backward returned null; return a list with a gradient, or null, for each input"
                .formatted(name()));
      }
      return gradients;
    }

    private void check(Node node, List<@Nullable Tensor> gradients) {
      if (gradients.size() != node.inputCount()) {
        throw new AutogradException(
            "%s: backward returned %d gradients for %d inputs; return one for each, or null"
                .formatted(name(), gradients.size(), node.inputCount()));
      }
      for (int i = 0; i < gradients.size(); i++) {
        Tensor gradient = gradients.get(i);
        if (gradient != null && !gradient.shape().equals(node.shape(i))) {
          throw new ShapeException(
              "%s: backward returned a gradient of shape %s for input %d of shape %s"
                  .formatted(name(), gradient.shape(), i, node.shape(i)));
        }
      }
    }
  }
}
