package dev.narae.nn;

import dev.narae.Tensor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A module from one tensor to one tensor. A subclass says how in {@link #forward}; users {@link
 * #call} it.
 */
public abstract class Layer extends Module {
  private final List<ForwardHook> hooks = new CopyOnWriteArrayList<>();

  /** A layer without parts. */
  protected Layer() {}

  /** Computes the output. Not for direct use, since hooks would be passed by: see {@link #call}. */
  protected abstract Tensor forward(Tensor x);

  /**
   * The output for an input.
   *
   * <p>While gradients are not recorded, the memory of everything in between is free on return.
   */
  public final Tensor call(Tensor x) {
    Tensor output = Calls.run(this, () -> forward(x), List::of);
    for (ForwardHook hook : hooks) {
      hook.called(this, x, output);
    }
    return output;
  }

  /** Has a hook called after every call of this layer, until the result is closed. */
  public final ForwardHook.Registration onForward(ForwardHook hook) {
    hooks.add(hook);
    return () -> hooks.remove(hook);
  }

  /**
   * A table of the parts of this layer, their output shapes and their parameters.
   *
   * @param inputSizes the shape of an input, the batch included
   */
  public final Summary summary(long... inputSizes) {
    return Summary.of(this, inputSizes);
  }
}
