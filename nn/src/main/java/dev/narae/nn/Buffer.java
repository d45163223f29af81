package dev.narae.nn;

import dev.narae.Tensor;

/** A tensor that is part of a module's state but not trained, such as a running mean. */
public final class Buffer extends ModuleTensor {

  private final boolean saved;

  /** A buffer in the memory of a tensor, saved with the module. */
  public Buffer(Tensor values) {
    this(values, true);
  }

  Buffer(Tensor values, boolean saved) {
    super(values.detach());
    this.saved = saved;
  }

  /** Whether it is part of the module's state dict. */
  public boolean isSaved() {
    return saved;
  }

  @Override
  public String toString() {
    return "Buffer " + tensor();
  }
}
