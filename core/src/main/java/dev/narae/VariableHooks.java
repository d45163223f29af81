package dev.narae;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a program wants to be told about a variable's gradient. */
final class VariableHooks {
  private final List<Hook.Entry<UnaryOperator<Tensor>>> before = new ArrayList<>();
  private final List<Hook.Entry<Runnable>> after = new ArrayList<>();

  /** Calls {@code hook} with every complete gradient; its result takes the gradient's place. */
  Hook addBefore(UnaryOperator<Tensor> hook) {
    return Hook.in(before, hook);
  }

  /** Calls {@code hook} after a gradient was added to the collected one. */
  Hook addAfter(Runnable hook) {
    return Hook.in(after, hook);
  }

  boolean changeGradient() {
    return !before.isEmpty();
  }

  /** The gradient after all hooks, which may remove themselves. */
  Tensor apply(Variable variable, Tensor gradient) {
    Tensor result = gradient;
    for (Hook.Entry<UnaryOperator<Tensor>> hook : List.copyOf(before)) {
      result = checked(variable, hook.action.apply(result));
    }
    return result;
  }

  void accumulated() {
    List.copyOf(after).forEach(hook -> hook.action.run());
  }

  private static Tensor checked(Variable variable, Tensor gradient) {
    if (gradient == null) {
      throw new AutogradException(
          "registerHook: the hook returned null; return the gradient itself to leave it as it is");
    }
    if (!gradient.shape().equals(variable.shape()) || gradient.dtype() != variable.dtype()) {
      throw new AutogradException(
          ("registerHook: the hook returned a gradient of shape %s and dtype %s for a tensor of"
                  + " shape %s and dtype %s; they must be equal")
              .formatted(gradient.shape(), gradient.dtype(), variable.shape(), variable.dtype()));
    }
    return gradient;
  }
}
