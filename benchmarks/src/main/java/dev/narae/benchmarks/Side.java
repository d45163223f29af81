package dev.narae.benchmarks;

/** One side of a comparison. */
@FunctionalInterface
public interface Side {
  /** One operation; all it allocates has been released when it ends. */
  void run();
}
