package dev.narae;

import org.jspecify.annotations.Nullable;

/** A tensor that a gradient will read, as it was at the forward call. */
interface Saved {
  /**
   * The tensor, at the place in the graph it had.
   *
   * @param reader the operator whose gradient reads it, and {@code role} which of its tensors
   */
  Tensor restore(String reader, String role);

  /** Says that nobody reads it any more. */
  default void release() {}

  /** Keeps a tensor, or inside {@link Grad#checkpoint} only how to compute it again. */
  static Saved of(Tensor tensor) {
    Keeper keeper = Context.current().keeper;
    return keeper == null ? held(tensor) : keeper.save(tensor);
  }

  /** Keeps a tensor itself. */
  static Held held(Tensor tensor) {
    tensor.storage().want();
    return new Held(tensor, tensor.storage().version(), tensor.variable());
  }

  /** Decides how tensors are kept. */
  @FunctionalInterface
  interface Keeper {
    /** Keeps a tensor in its own way. */
    Saved save(Tensor tensor);
  }

  /**
   * A tensor itself.
   *
   * @param version the version of its memory that is wanted
   * @param variable its place in the graph
   */
  record Held(Tensor tensor, int version, @Nullable Variable variable) implements Saved {
    @Override
    public Tensor restore(String reader, String role) {
      int now = tensor.storage().version();
      if (now != version) {
        throw new AutogradException(
            ("backward of %s: its %s %s was modified in place after the forward call (version %d,"
                    + " expected %d); use an operation that returns a new tensor, or modify a copy")
                .formatted(reader, role, tensor.shape(), now, version));
      }
      return tensor.variable() == variable ? tensor : tensor.at(variable);
    }
  }
}
