package dev.narae.optim;

import java.util.Map;

/**
 * Lowers an optimizer's learning rate when a measure of success stops improving: call {@link #step}
 * with it after each epoch.
 */
public final class ReduceLROnPlateau implements Scheduler {
  private static final String BEST = "best";
  private static final String BAD = "bad_steps";
  private static final String COOLDOWN = "cooldown";

  /** A fall smaller than this is left out. */
  private static final double SMALLEST_FALL = 1e-8;

  private final Optimizer optimizer;
  private final Options options;
  private double best;
  private long bad;
  private long cooldown;

  /**
   * What is chosen once.
   *
   * @param rising whether the measure should rise, as an accuracy does, and not fall, as a loss
   * @param factor what the rate is multiplied by, in [0, 1)
   * @param patience how many steps without improvement change nothing yet, 0 or more
   * @param threshold the least improvement that counts, 0 or more
   * @param absolute whether the threshold is a difference, and not a part of the best
   * @param cooldown for how many steps after a fall nothing is counted, 0 or more
   * @param least the least rate, 0 or more
   */
  public record Options(
      boolean rising,
      double factor,
      long patience,
      double threshold,
      boolean absolute,
      long cooldown,
      double least) {
    /** A tenth of the rate after more than ten steps without a gain of 0.01 %. */
    public static final Options DEFAULT = new Options(false, 0.1, 10, 1e-4, false, 0, 0);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.belowOne("ReduceLROnPlateau", "factor", factor);
      Ranges.notNegative("ReduceLROnPlateau", "patience", patience);
      Ranges.notNegative("ReduceLROnPlateau", "threshold", threshold);
      Ranges.notNegative("ReduceLROnPlateau", "cooldown", cooldown);
      Ranges.notNegative("ReduceLROnPlateau", "least rate", least);
    }

    /** The same for a measure that should rise. */
    public Options forRising() {
      return new Options(true, factor, patience, threshold, absolute, cooldown, least);
    }

    /** The same with another factor. */
    public Options factor(double value) {
      return new Options(rising, value, patience, threshold, absolute, cooldown, least);
    }

    /** The same with another patience. */
    public Options patience(long steps) {
      return new Options(rising, factor, steps, threshold, absolute, cooldown, least);
    }

    /** The same with a threshold that is a part of the best measure. */
    public Options threshold(double part) {
      return new Options(rising, factor, patience, part, false, cooldown, least);
    }

    /** The same with a threshold that is a difference from the best measure. */
    public Options absoluteThreshold(double difference) {
      return new Options(rising, factor, patience, difference, true, cooldown, least);
    }

    /** The same with a rest after each fall. */
    public Options cooldown(long steps) {
      return new Options(rising, factor, patience, threshold, absolute, steps, least);
    }

    /** The same with another least rate. */
    public Options least(double rate) {
      return new Options(rising, factor, patience, threshold, absolute, cooldown, rate);
    }
  }

  /** For a loss, with the usual options. */
  public ReduceLROnPlateau(Optimizer optimizer) {
    this(optimizer, Options.DEFAULT);
  }

  /** With options. */
  public ReduceLROnPlateau(Optimizer optimizer, Options options) {
    this.optimizer = optimizer;
    this.options = options;
    this.best = options.rising ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  /**
   * Takes note of one more measure, and lowers the rate if there were too many without improvement.
   *
   * @param measure such as the loss on held-out data; NaN is no improvement
   */
  public void step(double measure) {
    if (isBetter(measure)) {
      best = measure;
      bad = 0;
    } else {
      bad++;
    }
    if (cooldown > 0) {
      cooldown--;
      bad = 0;
    }
    if (bad > options.patience) {
      lower();
      cooldown = options.cooldown;
      bad = 0;
    }
  }

  private boolean isBetter(double measure) {
    double sign = options.rising ? 1 : -1;
    double bar =
        options.absolute ? best + sign * options.threshold : best * (1 + sign * options.threshold);
    return options.rising ? measure > bar : measure < bar;
  }

  private void lower() {
    for (ParameterGroup group : optimizer.groups()) {
      double rate = group.learningRate();
      double lower = Math.max(rate * options.factor, options.least);
      if (rate - lower > SMALLEST_FALL) {
        group.learningRate(lower);
      }
    }
  }

  @Override
  public double learningRate() {
    return optimizer.learningRate();
  }

  /** {@inheritDoc} The learning rate itself is in the optimizer's. */
  @Override
  public Map<String, Double> stateDict() {
    return Map.of(BEST, best, BAD, (double) bad, COOLDOWN, (double) cooldown);
  }

  @Override
  public void loadStateDict(Map<String, Double> state) {
    SchedulerState saved = new SchedulerState("ReduceLROnPlateau", state, BEST, BAD, COOLDOWN);
    double savedBest = saved.real(BEST, value -> !Double.isNaN(value));
    long savedBad = saved.count(BAD);
    long savedCooldown = saved.count(COOLDOWN);
    saved.check();
    best = savedBest;
    bad = savedBad;
    cooldown = savedCooldown;
  }
}
