package dev.narae.optim;

import dev.narae.Grad;
import dev.narae.Tensor;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps gradients in F16 from vanishing: the loss is multiplied by a large number before backward
 * and the gradients are divided by it before the optimizer uses them. The number is as large as
 * possible: after a step with an infinite or NaN gradient, which is left out, it shrinks, and after
 * many good ones it grows.
 *
 * <pre>{@code
 * GradScaler scaler = new GradScaler();
 * for (Batch batch : loader) {
 *   optimizer.zeroGrad();
 *   Tensor loss = Autocast.with(DType.F16, () -> model.call(batch.x()).crossEntropy(batch.y()));
 *   scaler.scale(loss).backward();
 *   scaler.step(optimizer);
 *   scaler.update();
 * }
 * }</pre>
 *
 * <p>What reads gradients in between, such as {@link Grad#clipNorm}, comes after {@link #unscale}.
 * Several losses and optimizers share one scaler; {@link #update} is called once, after all of
 * them. BF16 needs no scaling.
 *
 * <p>Source: Micikevicius et al., "Mixed Precision Training" (ICLR 2018), section 3.2, with
 * PyTorch's rule of growth and backoff.
 */
public final class GradScaler {
  private static final String SCALE = "scale";
  private static final String GROWTH = "_growth_tracker";

  private final Options options;
  private double scale;
  private long goodSteps;

  /** How far each optimizer is in this iteration. */
  private final IdentityHashMap<Optimizer, Progress> progress = new IdentityHashMap<>();

  /** An optimizer's gradients after {@link #unscale}, and whether {@link #step} was called. */
  private record Progress(boolean finite, boolean stepped) {}

  /**
   * What is chosen once.
   *
   * @param initialScale the first factor of the loss, above 0
   * @param growthFactor by what the factor is multiplied after {@code growthInterval} good steps in
   *     a row, above 1
   * @param backoffFactor by what it is multiplied after a step with a gradient that is not finite,
   *     in (0, 1)
   * @param growthInterval a number of steps, at least 1
   * @param enabled whether anything is scaled at all; if not, {@link #scale(Tensor)} returns the
   *     loss and {@link #step} always steps
   */
  public record Options(
      double initialScale,
      double growthFactor,
      double backoffFactor,
      long growthInterval,
      boolean enabled) {
    /** PyTorch's values: 65536, doubled after 2000 good steps, halved after a bad one. */
    public static final Options DEFAULT = new Options(65536, 2, 0.5, 2000, true);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.positive("GradScaler", "initial scale", initialScale);
      Ranges.atLeastOne("GradScaler", "growth interval", growthInterval);
      if (!(growthFactor > 1 && Double.isFinite(growthFactor))) {
        throw new IllegalArgumentException(
            "GradScaler: the growth factor is %s; it must be above 1 and finite"
                .formatted(growthFactor));
      }
      if (!(backoffFactor > 0 && backoffFactor < 1)) {
        throw new IllegalArgumentException(
            "GradScaler: the backoff factor is %s; it must lie between 0 and 1"
                .formatted(backoffFactor));
      }
    }

    /** The same with another first factor. */
    public Options initialScale(double value) {
      return new Options(value, growthFactor, backoffFactor, growthInterval, enabled);
    }

    /** The same with another growth. */
    public Options growthFactor(double value) {
      return new Options(initialScale, value, backoffFactor, growthInterval, enabled);
    }

    /** The same with another backoff. */
    public Options backoffFactor(double value) {
      return new Options(initialScale, growthFactor, value, growthInterval, enabled);
    }

    /** The same with growth after another number of good steps. */
    public Options growthInterval(long steps) {
      return new Options(initialScale, growthFactor, backoffFactor, steps, enabled);
    }

    /** The same, switched on or off, so that one program serves all dtypes. */
    public Options enabled(boolean value) {
      return new Options(initialScale, growthFactor, backoffFactor, growthInterval, value);
    }
  }

  /** A scaler with PyTorch's values. */
  public GradScaler() {
    this(Options.DEFAULT);
  }

  /** A scaler with options. */
  public GradScaler(Options options) {
    this.options = options;
    this.scale = options.initialScale;
  }

  /** The factor of the loss now; 1 if switched off. */
  public double scale() {
    return options.enabled ? scale : 1;
  }

  /** Whether anything is scaled. */
  public boolean isEnabled() {
    return options.enabled;
  }

  /** The loss times the factor: call backward on it. */
  public Tensor scale(Tensor loss) {
    return options.enabled ? loss.mul(scale) : loss;
  }

  /**
   * Divides the gradients of an optimizer's parameters by the factor, to read or limit them before
   * {@link #step}, which does it otherwise.
   *
   * @return whether all are finite; if not, {@link #step} will leave the parameters as they are
   * @throws IllegalStateException if it was done already, or the step is done
   * @throws dev.narae.DTypeException if a gradient is of half precision
   */
  public boolean unscale(Optimizer optimizer) {
    if (!options.enabled) {
      return true;
    }
    Progress before = progress.get(optimizer);
    if (before != null) {
      throw new IllegalStateException(
          before.stepped
              ? "GradScaler: unscale after step; call it before, or update() first"
              : "GradScaler: the gradients were divided by the scale already; call update() after"
                  + " the step");
    }
    boolean finite =
        Grad.unscale(optimizer.parameters().stream().map(each -> each.tensor()).toList(), scale);
    progress.put(optimizer, new Progress(finite, false));
    return finite;
  }

  /**
   * Takes the optimizer's step, unless a gradient is infinite or NaN.
   *
   * @return whether the step was taken
   * @throws IllegalStateException if it was called since the last {@link #update} already
   */
  public boolean step(Optimizer optimizer) {
    if (!options.enabled) {
      optimizer.step();
      return true;
    }
    Progress before = progress.get(optimizer);
    if (before != null && before.stepped) {
      throw new IllegalStateException(
          "GradScaler: step was called already; call update() after each step");
    }
    boolean finite = before != null ? before.finite : unscale(optimizer);
    if (finite) {
      optimizer.step();
    }
    progress.put(optimizer, new Progress(finite, true));
    return finite;
  }

  /**
   * Ends an iteration: the factor shrinks if a gradient was not finite, else grows when it is time.
   *
   * @throws IllegalStateException if neither {@link #step} nor {@link #unscale} was called
   */
  public void update() {
    if (!options.enabled) {
      return;
    }
    if (progress.isEmpty()) {
      throw new IllegalStateException(
          "GradScaler: update without a step; call step(optimizer), or unscale(optimizer), before");
    }
    boolean finite = progress.values().stream().allMatch(Progress::finite);
    progress.clear();
    if (!finite) {
      goodSteps = 0;
      scale = Math.max(scale * options.backoffFactor, Double.MIN_NORMAL);
      return;
    }
    goodSteps++;
    if (goodSteps == options.growthInterval) {
      goodSteps = 0;
      double grown = scale * options.growthFactor;
      // The factor becomes an F32 on the device: PyTorch, too, grows no further than that.
      scale = grown <= Float.MAX_VALUE ? grown : scale;
    }
  }

  /** What has changed since this scaler was made, under PyTorch's names. */
  public Map<String, Double> stateDict() {
    Map<String, Double> state = new LinkedHashMap<>();
    state.put(SCALE, scale);
    state.put(GROWTH, (double) goodSteps);
    return state;
  }

  /**
   * Goes on from where a scaler was.
   *
   * @throws IllegalArgumentException listing the numbers that are missing, unexpected or
   *     impossible; nothing has changed then
   */
  public void loadStateDict(Map<String, Double> state) {
    SchedulerState saved = new SchedulerState("GradScaler", state, SCALE, GROWTH);
    double factor = saved.real(SCALE, value -> value > 0 && Double.isFinite(value));
    long steps = saved.count(GROWTH);
    saved.check();
    scale = factor;
    goodSteps = steps;
    progress.clear();
  }
}
