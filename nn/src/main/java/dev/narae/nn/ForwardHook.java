package dev.narae.nn;

import dev.narae.Tensor;

/** Called after each call of a layer it was added to. */
@FunctionalInterface
public interface ForwardHook {
  /** Sees what went into the layer and what came out. */
  void called(Layer layer, Tensor input, Tensor output);

  /** Ends the calls of a hook. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    /** Removes the hook; a second time does nothing. */
    @Override
    void close();
  }
}
