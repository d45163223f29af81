package dev.narae;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gradients by reverse automatic differentiation: a leaf is made by {@code requiresGrad(true)},
 * what is computed from it is recorded, and {@link #backward()} adds to its {@link #grad()}.
 */
public sealed interface Autograd permits Tensor {

  /** Whether a gradient is computed for this tensor, and what is computed from it is recorded. */
  default boolean requiresGrad() {
    return self().variable() != null;
  }

  /**
   * Makes this tensor a leaf that collects a gradient, or stops that; returns this.
   *
   * @throws DTypeException if the dtype is not floating
   * @throws AutogradException if it was computed from tensors that require a gradient
   */
  default Tensor requiresGrad(boolean required) {
    Variable variable = self().variable();
    if (variable != null && !variable.isLeaf() && !required) {
      throw new AutogradException(
          ("requiresGrad: this tensor of shape %s was computed from ones that require a gradient;"
                  + " use detach()")
              .formatted(self().shape()));
    }
    if (required && variable == null) {
      self().requireFloating("requiresGrad");
      self().asLeaf(new Variable(self()));
    } else if (!required && variable != null) {
      self().asLeaf(null);
    }
    return self();
  }

  /** Whether this tensor is no result of a recorded operation. */
  default boolean isLeaf() {
    Variable variable = self().variable();
    return variable == null || variable.isLeaf();
  }

  /** The gradient collected so far, of this shape and dtype, or null if there is none. */
  default @Nullable Tensor grad() {
    Variable variable = self().variable();
    return variable == null ? null : variable.grad();
  }

  /** Forgets the collected gradient; inside a scope its memory is free at the scope's end. */
  default void zeroGrad() {
    Variable variable = self().variable();
    if (variable != null) {
      Tensor old = variable.grad();
      Scope scope = Context.current().scope;
      if (old != null && scope != null) {
        old.storage().moveTo(scope);
      }
      variable.setGrad(null);
    }
  }

  /**
   * Keeps the gradient of this intermediate tensor in {@link #grad()} too; returns this. After an
   * in-place change it is the gradient of the changed value.
   */
  default Tensor retainGrad() {
    self().requireVariable("retainGrad").retainGrad();
    return self();
  }

  /**
   * Calls {@code hook} with this tensor's complete gradient in every backward; what it returns, of
   * the same shape and dtype, takes the gradient's place. Hooks run in the order in which they were
   * registered. The hook belongs to the tensor's present value: after an in-place change it is
   * still called with the gradient of the value from before.
   *
   * @return the registration, which can be removed
   * @throws AutogradException if this tensor does not require a gradient
   */
  default Hook registerHook(UnaryOperator<Tensor> hook) {
    return self().requireVariable("registerHook").hooks().addBefore(hook);
  }

  /**
   * Calls {@code hook} with this leaf after each addition to its {@link #grad()}.
   *
   * @return the registration, which can be removed
   * @throws AutogradException if this tensor is not a leaf that requires a gradient
   */
  default Hook registerPostAccumulateGradHook(Consumer<Tensor> hook) {
    Variable variable = self().requireVariable("registerPostAccumulateGradHook");
    if (!variable.isLeaf()) {
      throw new AutogradException(
          ("registerPostAccumulateGradHook: the tensor of shape %s was computed from others and"
                  + " collects no gradient; use a leaf, or registerHook")
              .formatted(self().shape()));
    }
    return variable.hooks().addAfter(() -> hook.accept(self()));
  }

  /**
   * Adds the gradient of this single number to every leaf it was computed from, and releases the
   * graph.
   *
   * @throws AutogradException if this does not require a gradient, is not one number, or the graph
   *     was released
   */
  default void backward() {
    new BackwardPass(false, false).accumulate(self(), null);
  }

  /** {@link #backward()} with the graph kept for another pass if {@code retainGraph}. */
  default void backward(boolean retainGraph) {
    new BackwardPass(retainGraph, false).accumulate(self(), null);
  }

  /** Adds the vector-Jacobian product with {@code upstream}, of this shape, to the leaves. */
  default void backward(Tensor upstream) {
    new BackwardPass(false, false).accumulate(self(), upstream);
  }

  /**
   * The general form.
   *
   * @param upstream the gradient of this tensor; null for a single number
   * @param retainGraph whether the graph can be used again
   * @param createGraph whether the gradients can themselves be differentiated
   */
  default void backward(@Nullable Tensor upstream, boolean retainGraph, boolean createGraph) {
    new BackwardPass(retainGraph, createGraph).accumulate(self(), upstream);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
