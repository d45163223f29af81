package dev.narae.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** Ends a run when a figure has not improved for some epochs. */
public final class EarlyStopping implements Callback {
  private final String figure;
  private final Goal goal;
  private final int patience;
  private final double margin;
  private double best;
  private int waited;

  /** Stops when a loss has not become smaller for so many epochs. */
  public EarlyStopping(String figure, int patience) {
    this(figure, Goal.SMALLER, patience, 0);
  }

  /**
   * Stops when a figure has not improved for some epochs.
   *
   * @param figure such as {@code validation/accuracy}
   * @param patience after how many epochs without improvement; at least 1
   * @param margin by how much it must improve; 0 or more
   */
  public EarlyStopping(String figure, Goal goal, int patience, double margin) {
    if (patience < 1 || !(margin >= 0)) {
      throw new IllegalArgumentException(
          "EarlyStopping: patience %d and margin %s; patience must be at least 1, the margin 0 or more"
              .formatted(patience, margin));
    }
    this.figure = figure;
    this.goal = goal;
    this.patience = patience;
    this.margin = margin;
    best = goal.worst();
  }

  @Override
  public void epochEnded(Run run) {
    double value = run.figure(figure);
    if (goal.improves(value, best, margin)) {
      best = value;
      waited = 0;
    } else if (++waited >= patience) {
      run.stop(
          "%s has not improved on %s for %d epochs"
              .formatted(figure, Double.toString(best), waited));
    }
  }

  @Override
  public State state() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("best", Double.toString(best));
    texts.put("waited", Integer.toString(waited));
    return State.ofTexts(texts);
  }

  @Override
  public void restore(State state) {
    best = state.number("best");
    waited = (int) state.number("waited");
  }
}
