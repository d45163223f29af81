package dev.narae.nn;

import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/** A tensor that training changes: a leaf of the autograd graph that collects a gradient. */
public final class Parameter extends ModuleTensor {

  /**
   * A parameter in the memory of a tensor, whatever that was computed from.
   *
   * @param values floating
   * @throws dev.narae.DTypeException if the dtype is not floating
   */
  public Parameter(Tensor values) {
    super(values.detach().requiresGrad(true));
  }

  /** The gradient collected so far, or null if there is none. */
  public @Nullable Tensor grad() {
    return tensor().grad();
  }

  /** Forgets the collected gradient. */
  public void zeroGrad() {
    tensor().zeroGrad();
  }

  /** Lets training change this parameter, or freezes it and forgets its gradient. */
  public void requiresGrad(boolean required) {
    tensor().requiresGrad(required);
  }

  @Override
  public String toString() {
    return "Parameter " + tensor();
  }
}
