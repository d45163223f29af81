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

  /** Whether calls and gradients are watched for NaN. */
  boolean anomaly = Boolean.getBoolean("narae.anomaly");

  /** Which operators run as one kernel. */
  Fusion.Level fusion = Fusion.fromSystem();

  /** The mixed precision that is open; null for none. */
  @Nullable Autocast autocast;

  /** What notes all calls of backends; null for none. */
  @Nullable Recorder recorder;

  /** What collects changes in place; null for none. */
  @Nullable UpdateBatch batch;

  /** In anomaly mode, the node whose gradient is being computed. */
  @Nullable Node differentiated;

  /** How tensors are kept for gradients; null for the ordinary way. */
  Saved.@Nullable Keeper keeper;

  /** What owns the tensors that a backward pass needs until its end. */
  @Nullable Scope pass;

  private Context() {}

  static Context current() {
    return CURRENT.get();
  }
}
