package dev.narae.conformance;

import dev.narae.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** References that gather elements along dimensions into plain arrays first. */
final class Along {
  private Along() {}

  /**
   * Each group of elements that differ only in {@code dims} (all if none is given) as one number.
   */
  static Values reduce(Values in, boolean keep, ToDoubleFunction<double[]> join, int... dims) {
    boolean[] reduced = new boolean[in.shape().rank()];
    for (int d = 0; d < reduced.length; d++) {
      reduced[d] = dims.length == 0;
    }
    for (int dim : dims) {
      reduced[dim < 0 ? dim + reduced.length : dim] = true;
    }
    Shape kept = in.shape();
    for (int d = 0; d < reduced.length; d++) {
      kept = reduced[d] ? kept.with(d, 1) : kept;
    }
    Values result = joined(in, kept, join);
    return keep ? result : new Values(dropped(kept, reduced), result.data());
  }

  /** Elements of {@code in} belong to the same group where {@code kept} has extent 1. */
  private static Values joined(Values in, Shape kept, ToDoubleFunction<double[]> join) {
    Values places = Values.generate(kept, _ -> 0);
    for (int i = 0; i < places.data().length; i++) {
      places.data()[i] = i;
    }
    List<List<Double>> groups = new ArrayList<>();
    for (int i = 0; i < places.data().length; i++) {
      groups.add(new ArrayList<>());
    }
    double[] owners = places.broadcastTo(in.shape()).data();
    for (int i = 0; i < owners.length; i++) {
      groups.get((int) owners[i]).add(in.data()[i]);
    }
    return places.map(place -> join.applyAsDouble(array(groups.get((int) place))));
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Shape dropped(Shape kept, boolean[] reduced) {
    Shape result = kept;
    for (int d = reduced.length - 1; d >= 0; d--) {
      result = reduced[d] ? result.without(d) : result;
    }
    return result;
  }

  /** The elements that differ from the one at {@code index} only in {@code dim}. */
  static double[] line(Values in, long[] index, int dim) {
    double[] line = new double[(int) in.dim(dim)];
    long[] at = index.clone();
    for (int i = 0; i < line.length; i++) {
      at[dim] = i;
      line[i] = in.at(at);
    }
    return line;
  }

  static double logSumExp(double[] x) {
    double largest = maximum(x);
    if (Double.isInfinite(largest)) {
      return largest;
    }
    double sum = 0;
    for (double value : x) {
      sum += Math.exp(value - largest);
    }
    return largest + Math.log(sum);
  }

  static double maximum(double[] x) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  static double sum(double[] x) {
    double sum = 0;
    for (double value : x) {
      sum += value;
    }
    return sum;
  }

  static double variance(double[] x, int correction) {
    double mean = sum(x) / x.length;
    double squares = 0;
    for (double value : x) {
      squares += (value - mean) * (value - mean);
    }
    return squares / Math.max(x.length - correction, 0);
  }

  /** The position of the first extreme element. */
  static double position(double[] x, boolean largest) {
    int best = 0;
    for (int i = 1; i < x.length; i++) {
      boolean better = largest ? x[i] > x[best] : x[i] < x[best];
      best = !Double.isNaN(x[best]) && (better || Double.isNaN(x[i])) ? i : best;
    }
    return best;
  }
}
