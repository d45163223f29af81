package dev.narae;

import org.jspecify.annotations.Nullable;

/** A tensor's place in the autograd graph: a leaf that collects a gradient, or a node's output. */
final class Variable {
  private final @Nullable Node creator;
  private final int output;
  private final Shape shape;
  private final DType dtype;

  /** Only for a leaf: the gradient lives as long as this memory. */
  private final @Nullable Storage home;

  private @Nullable Tensor grad;
  private boolean retainsGrad;
  private @Nullable VariableHooks hooks;

  /** A leaf. */
  Variable(Tensor leaf) {
    this(null, 0, leaf.shape(), leaf.dtype(), leaf.storage());
  }

  /** Output {@code output} of a node. */
  Variable(Node creator, int output, Tensor tensor) {
    this(creator, output, tensor.shape(), tensor.dtype(), null);
  }

  private Variable(
      @Nullable Node creator, int output, Shape shape, DType dtype, @Nullable Storage home) {
    this.creator = creator;
    this.output = output;
    this.shape = shape;
    this.dtype = dtype;
    this.home = home;
  }

  @Nullable Node creator() {
    return creator;
  }

  boolean isLeaf() {
    return creator == null;
  }

  int output() {
    return output;
  }

  Shape shape() {
    return shape;
  }

  DType dtype() {
    return dtype;
  }

  @Nullable Tensor grad() {
    return grad;
  }

  void setGrad(@Nullable Tensor value) {
    grad = value;
  }

  void retainGrad() {
    retainsGrad = true;
  }

  boolean retainsGrad() {
    return retainsGrad;
  }

  /** The hooks, of which there are none at first. */
  VariableHooks hooks() {
    if (hooks == null) {
      hooks = new VariableHooks();
    }
    return hooks;
  }

  boolean hasHooks() {
    return hooks != null && hooks.changeGradient();
  }

  /** The gradient after all hooks. */
  Tensor applyHooks(Tensor gradient) {
    return hooks == null ? gradient : hooks.apply(this, gradient);
  }

  /**
   * Becomes the place of a tensor that was at another: what the tensor collects goes along, hooks
   * stay with the value they were registered for.
   */
  void takeOver(Variable earlier) {
    if (earlier.retainsGrad) {
      retainsGrad = true;
      grad = earlier.grad;
      earlier.retainsGrad = false;
      earlier.grad = null;
    }
  }

  /**
   * Adds to the collected gradient.
   *
   * @param mayKeep whether nobody else uses the tensor, so that no copy is needed
   */
  void accumulate(Tensor gradient, boolean mayKeep) {
    Tensor before = grad;
    if (before == null) {
      grad = own(mayKeep ? gradient : gradient.copy());
    } else if (!Grad.isEnabled() && before.isWhole() && !before.requiresGrad()) {
      before.addInPlace(gradient);
    } else {
      grad = own(before.add(gradient));
    }
    if (hooks != null) {
      hooks.accumulated();
    }
  }

  private Tensor own(Tensor gradient) {
    gradient.storage().moveTo(home == null ? null : home.owner());
    return gradient;
  }
}
