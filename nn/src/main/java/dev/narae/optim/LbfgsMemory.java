package dev.narae.optim;

import java.util.ArrayList;
import java.util.List;

/**
 * The last steps and the changes of the gradient they brought: what L-BFGS knows of the curvature
 * (Nocedal and Wright, "Numerical optimization", 2006, algorithm 7.4).
 */
final class LbfgsMemory {
  /** Pairs of less curvature than this would make the estimate indefinite. */
  private static final double LEAST_CURVATURE = 1e-10;

  private final int size;
  private final List<Pair> pairs = new ArrayList<>();
  private double scale = 1;

  /**
   * A step and what it changed.
   *
   * @param change of the gradient
   * @param step of the parameters
   * @param curvature their product
   */
  record Pair(Pieces change, Pieces step, double curvature) {}

  /** An empty memory for so many pairs. */
  LbfgsMemory(int size) {
    this.size = size;
  }

  List<Pair> pairs() {
    return pairs;
  }

  /** The curvature along the last step, inverted. */
  double scale() {
    return scale;
  }

  /** Puts back what was saved. */
  void restore(List<Pair> saved, double savedScale) {
    pairs.clear();
    pairs.addAll(saved);
    scale = savedScale;
  }

  /** Takes note of a step, unless its curvature is too small. */
  void add(Pieces change, Pieces step) {
    double curvature = change.dot(step);
    if (curvature > LEAST_CURVATURE) {
      if (pairs.size() == size) {
        pairs.removeFirst();
      }
      pairs.add(new Pair(change, step, curvature));
      scale = curvature / change.dot(change);
    }
  }

  /** Minus the inverse curvature times the gradient: where to go. */
  Pieces direction(Pieces gradient) {
    double[] shares = new double[pairs.size()];
    Pieces direction = gradient.times(-1);
    for (int i = pairs.size() - 1; i >= 0; i--) {
      Pair pair = pairs.get(i);
      shares[i] = pair.step.dot(direction) / pair.curvature;
      direction = direction.plus(pair.change, -shares[i]);
    }
    direction = direction.times(scale);
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      double share = pair.change.dot(direction) / pair.curvature;
      direction = direction.plus(pair.step, shares[i] - share);
    }
    return direction;
  }
}
