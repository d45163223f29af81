package dev.narae.optim;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.nn.Module;
import dev.narae.nn.StateDictException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An average of a model's parameters over the steps of a training, which often does better than the
 * last of them: call {@link #update} after each step, and {@link #apply} while the average is to be
 * used.
 *
 * <pre>{@code
 * WeightAverage average = WeightAverage.exponential(model, 0.999);
 * …
 * optimizer.step();
 * average.update();
 * …
 * try (var _ = average.apply()) {
 *   evaluate(model);
 * }
 * }</pre>
 *
 * <p>Buffers, such as running means, are not averaged but those of the model.
 *
 * <p>Sources: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992);
 * Izmailov et al., "Averaging weights leads to wider optima and better generalization" (2018).
 */
public final class WeightAverage {
  private static final String COUNT = "n_averaged";

  /** Inputs the average and a parameter; scalar the parameter's share. */
  private static final Formula MEAN =
      Formula.of(
          "weightAverage", 2, 1, Expr.arg(0).add(Expr.scalar(0).mul(Expr.arg(1).sub(Expr.arg(0)))));

  private final Module model;
  private final double decay;
  private final boolean equal;
  private final Map<String, Tensor> averages = new LinkedHashMap<>();
  private long count;

  private WeightAverage(Module model, double decay, boolean equal) {
    this.model = model;
    this.decay = decay;
    this.equal = equal;
    try (Scope scope = Scope.open("weight average");
        var _ = Grad.noGrad()) {
      model.stateDict().forEach((name, tensor) -> averages.put(name, scope.keep(tensor.copy())));
    }
  }

  /**
   * An exponential average: decay · average + (1 - decay) · parameter.
   *
   * @throws IllegalArgumentException if the decay lies outside [0, 1)
   */
  public static WeightAverage exponential(Module model, double decay) {
    Ranges.belowOne("WeightAverage", "decay", decay);
    return new WeightAverage(model, decay, false);
  }

  /** An average in which all updates count alike. */
  public static WeightAverage equal(Module model) {
    return new WeightAverage(model, 0, true);
  }

  /** Takes in the parameters as they are now; the first time they are the average. */
  public void update() {
    double share = count == 0 ? 1 : equal ? 1.0 / (count + 1) : 1 - decay;
    try (Scope _ = Scope.open("weight average");
        var _ = Grad.noGrad()) {
      Map<String, Tensor> state = model.stateDict();
      state.forEach(
          (name, tensor) -> {
            Tensor average = following(name, tensor);
            if (share < 1 && model.namedParameters().containsKey(name)) {
              average.update(MEAN, List.of(tensor), share);
            } else {
              average.copyFrom(tensor);
            }
          });
    }
    count++;
  }

  /** The average, in the dtype and on the device that the model has now. */
  private Tensor following(String name, Tensor current) {
    Tensor average = Objects.requireNonNull(averages.get(name), name);
    Tensor moved = average.to(current.device()).to(current.dtype());
    if (moved != average) {
      averages.put(name, moved.keepWith(average));
    }
    return moved;
  }

  /** How often the average was updated. */
  public long count() {
    return count;
  }

  /** Ends the use of the average. */
  @FunctionalInterface
  public interface Use extends AutoCloseable {
    /** Gives the model its own values back; a second time does nothing. */
    @Override
    void close();
  }

  /** Gives the model the averaged values until the result is closed. */
  public Use apply() {
    Map<String, Tensor> own = new LinkedHashMap<>();
    try (Scope scope = Scope.open("weight average");
        var _ = Grad.noGrad()) {
      model.stateDict().forEach((name, tensor) -> own.put(name, scope.keep(tensor.copy())));
    }
    model.loadStateDict(averages);
    return () -> {
      if (!own.isEmpty()) {
        model.loadStateDict(own);
        own.clear();
      }
    };
  }

  /** The averaged values under the model's names, and {@code n_averaged}, the number of updates. */
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>(averages);
    state.put(COUNT, Tensor.of(new long[] {count}).squeeze(0));
    return Collections.unmodifiableMap(state);
  }

  /**
   * Goes on from a saved average of an equal model.
   *
   * @throws StateDictException listing what does not fit; nothing has changed then
   */
  public void loadStateDict(Map<String, Tensor> state) {
    Map<String, Tensor> saved = new LinkedHashMap<>(state);
    Tensor updates = saved.remove(COUNT);
    if (updates == null) {
      throw new IllegalArgumentException(
          "WeightAverage: the saved state has no '%s', nothing was loaded; load what stateDict returned"
              .formatted(COUNT));
    }
    long savedCount = updates.toLong();
    try (Use _ = apply()) {
      model.loadStateDict(saved);
      try (Scope _ = Scope.open("weight average");
          var _ = Grad.noGrad()) {
        model.stateDict().forEach((name, tensor) -> following(name, tensor).copyFrom(tensor));
      }
    }
    count = savedCount;
  }
}
