package dev.narae.benchmarks;

import java.util.function.Supplier;

/**
 * One thing to measure.
 *
 * @param name what the table calls it
 * @param target what it should reach
 * @param work the work of one operation
 * @param narae makes our side
 * @param torch makes libtorch's side; called only where libtorch is there
 * @param kind when and how thoroughly it is measured
 */
public record Workload(
    String name, Target target, Work work, Supplier<Side> narae, Supplier<Side> torch, Kind kind) {
  /** When and how thoroughly a workload is measured. */
  public enum Kind {
    /** In full runs. */
    FULL(false, false),
    /** In quick runs too. */
    QUICK(true, false),
    /** In full runs, and with other vector widths and numbers of threads too. */
    FULL_VARIANTS(false, true),
    /** In quick runs too, and in full runs with other widths and numbers of threads. */
    QUICK_VARIANTS(true, true);

    private final boolean quick;
    private final boolean variants;

    Kind(boolean quick, boolean variants) {
      this.quick = quick;
      this.variants = variants;
    }

    /** Whether a quick run measures it. */
    public boolean quick() {
      return quick;
    }

    /** Whether a full run measures it in all variants. */
    public boolean variants() {
      return variants;
    }
  }
}
