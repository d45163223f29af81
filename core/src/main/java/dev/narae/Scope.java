package dev.narae;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a program whose tensors are released at its end, exactly and at once.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *   Tensor loss = model.forward(x).sub(y).square().mean();
 *   loss.backward();            // gradients live as long as their parameters
 *   total += loss.item();
 * }                             // everything else is free here
 * }</pre>
 *
 * <p>Scopes are optional: without one, memory is returned when the garbage collector finds a tensor
 * unreachable. A scope belongs to the thread that opened it; scopes nest. A tensor used after its
 * scope has closed is a {@link ClosedTensorException}, never a crash.
 */
public final class Scope implements AutoCloseable {
  private final Context context;
  private final @Nullable Scope parent;
  private final String name;
  private final List<Storage> owned = new ArrayList<>();
  private boolean closed;
  private boolean lazy;

  private Scope(Context context, String name) {
    this.context = context;
    this.parent = context.scope;
    this.name = name;
  }

  /** Opens a scope on the current thread; close it in the same thread. */
  public static Scope open() {
    return open("a Scope");
  }

  /** Opens a scope with a name that errors mention. */
  public static Scope open(String name) {
    Context context = Context.current();
    Scope scope = new Scope(context, name);
    context.scope = scope;
    return scope;
  }

  /** A scope that leaves memory to the waiting results which are computed from it. */
  static Scope openLazy(String name) {
    Scope scope = open(name);
    scope.lazy = true;
    return scope;
  }

  /** Runs {@code body} in a scope of its own; the tensor it returns outlives the scope. */
  public static Tensor run(Supplier<Tensor> body) {
    try (Scope scope = open()) {
      return scope.keep(body.get());
    }
  }

  /** Moves a tensor's memory to the enclosing scope, or out of all scopes; returns the tensor. */
  public Tensor keep(Tensor tensor) {
    if (tensor.storage().owner() == this) {
      tensor.storage().moveTo(parent);
    }
    return tensor;
  }

  /** Whether this scope will release a tensor's memory. */
  public boolean owns(Tensor tensor) {
    return tensor.storage().owner() == this;
  }

  /**
   * Hands a tensor's memory to the innermost scope of the current thread, if there is one, whoever
   * owned it before: for tensors that another thread has made. Returns the tensor.
   */
  public static Tensor adopt(Tensor tensor) {
    Scope innermost = Context.current().scope;
    if (innermost != null) {
      tensor.storage().moveTo(innermost);
    }
    return tensor;
  }

  synchronized void add(Storage storage) {
    if (closed) {
      throw new IllegalStateException("scope: " + name + " is closed and cannot take a tensor");
    }
    owned.add(storage);
  }

  /** Releases every tensor that was made in this scope and not kept; closing twice is harmless. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (context != Context.current() || !unwind()) {
      throw new IllegalStateException(
          "scope: close " + name + " in the thread that opened it, before the scopes around it");
    }
    closed = true;
    for (Storage storage : owned) {
      if (storage.owner() == this) {
        storage.forgo();
      }
    }
    // Backwards, so that the next round of a loop gets the same memory for the same tensors.
    for (Storage storage : owned.reversed()) {
      if (storage.owner() == this) {
        release(storage, "the end of " + name);
      }
    }
    owned.clear();
  }

  private void release(Storage storage, String by) {
    if (lazy) {
      storage.closeSoon(by);
    } else {
      storage.close(by);
    }
  }

  /** Makes the parent current again, closing inner scopes that were left open. */
  private boolean unwind() {
    for (Scope scope = context.scope; scope != null; scope = scope.parent) {
      if (scope == this) {
        while (context.scope != null && context.scope != this) {
          context.scope.close();
        }
        context.scope = parent;
        return true;
      }
    }
    return false;
  }
}
