package dev.narae;

import org.jspecify.annotations.Nullable;

/**
 * What the current thread has switched on: its scope, its device and whether it records gradients.
 */
final class Context {
  private static final ThreadLocal<Context> CURRENT = ThreadLocal.withInitial(Context::new);

  boolean recording = true;
  @Nullable Scope scope;
  @Nullable Device device;

  private Context() {}

  static Context current() {
    return CURRENT.get();
  }
}
