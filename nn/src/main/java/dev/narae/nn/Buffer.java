package dev.narae.nn;

import dev.narae.Tensor;

/** A tensor that is part of a module's state but not trained, such as a running mean. */
public final class Buffer extends ModuleTensor {

  /** A buffer in the memory of a tensor. */
  public Buffer(Tensor values) {
    super(values.detach());
  }

  @Override
  public String toString() {
    return "Buffer " + tensor();
  }
}
