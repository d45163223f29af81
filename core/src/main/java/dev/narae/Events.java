package dev.narae;

/**
 * Whether this process tells the JDK Flight Recorder what it computes: operators, kernels,
 * allocations and copies, if it was started with {@code -Dnarae.events=true}. Otherwise nothing of
 * that runs at all: the flag is a constant to the JIT compiler, and backends are used as they are.
 */
final class Events {
  static final boolean ON = Boolean.getBoolean("narae.events");

  private Events() {}
}
