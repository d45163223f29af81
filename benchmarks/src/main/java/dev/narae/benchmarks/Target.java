package dev.narae.benchmarks;

/**
 * What a workload should reach.
 *
 * @param ratio times as fast as the peer; 0 for no such target
 * @param share of the machine's limit; 0 for no such target
 */
public record Target(double ratio, double share) {
  /** A line that is only told. */
  public static final Target NONE = new Target(0, 0);

  /** Times as fast as the peer. */
  public static Target ratio(double ratio) {
    return new Target(ratio, 0);
  }

  /** A share of the machine's limit beside a ratio, of which 0 means none. */
  public static Target ratioAndShare(double ratio, double share) {
    return new Target(ratio, share);
  }

  /** Whether it is met; what was not measured (NaN) is not. */
  boolean isMet(double measuredRatio, double measuredShare) {
    return (ratio == 0 || measuredRatio >= ratio) && (share == 0 || measuredShare >= share);
  }

  @Override
  public String toString() {
    String times = ratio == 0 ? "" : Numbers.of(ratio) + " x";
    String limit = share == 0 ? "" : Math.round(100 * share) + " %";
    return times.isEmpty() || limit.isEmpty() ? times + limit : times + ", " + limit;
  }
}
