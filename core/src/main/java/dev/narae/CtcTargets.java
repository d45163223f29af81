package dev.narae;

import java.util.Arrays;

/** The targets of a {@link CtcLoss}, each with blanks around its labels. */
final class CtcTargets {
  private final long[] lengths;
  private final Tensor states;
  private final Tensor over;
  private final Device device;

  private CtcTargets(long[] lengths, Tensor states, Tensor over, Device device) {
    this.lengths = lengths;
    this.states = states;
    this.over = over;
    this.device = device;
  }

  /** (samples, states) the class of each state; blanks beyond a sample's own. */
  Tensor states() {
    return states;
  }

  /** (samples, states) whether a path may come from two states before. */
  Tensor over() {
    return over;
  }

  static CtcTargets check(
      String op,
      Tensor logs,
      Tensor targets,
      long[] inputLengths,
      long[] targetLengths,
      CtcOptions options) {
    logs.requireFloating(op);
    if (logs.rank() != 2 && logs.rank() != 3) {
      throw new ShapeException(
          "%s: the log-probabilities have shape %s; they must be (steps, samples, classes) or (steps, classes)"
              .formatted(op, logs.shape()));
    }
    long samples = logs.rank() == 3 ? logs.dim(1) : 1;
    long classes = logs.dim(-1);
    checkLengths(op, "input", inputLengths, samples, logs.dim(0));
    if (options.blank() < 0 || options.blank() >= classes) {
      throw new IndexOutOfBoundsException(
          "%s: the blank %d is outside the %d classes; use 0 to %d"
              .formatted(op, options.blank(), classes, classes - 1));
    }
    long[][] labels = labels(op, targets, targetLengths, samples);
    for (long[] row : labels) {
      for (long label : row) {
        if (label < 0 || label >= classes || label == options.blank()) {
          throw new IndexOutOfBoundsException(
              "%s: label %d is not one of the %d classes without the blank %d; use others"
                  .formatted(op, label, classes, options.blank()));
        }
      }
    }
    return of(labels, targetLengths, options.blank(), logs.device());
  }

  private static void checkLengths(
      String op, String what, long[] lengths, long samples, long most) {
    if (lengths.length != samples) {
      throw new ShapeException(
          "%s: %d %s lengths for %d samples; give one for each"
              .formatted(op, lengths.length, what, samples));
    }
    for (long length : lengths) {
      if (length < (what.equals("input") ? 1 : 0) || length > most) {
        throw new ShapeException(
            "%s: the %s length %d does not fit; use %d to at most %d"
                .formatted(op, what, length, what.equals("input") ? 1 : 0, most));
      }
    }
  }

  /** The labels of each sample, from rows or from one after another. */
  private static long[][] labels(String op, Tensor targets, long[] lengths, long samples) {
    long[] all = Indices.whole(op, targets).toLongArray();
    boolean rows = targets.rank() == 2;
    if (rows ? targets.dim(0) != samples : targets.rank() != 1) {
      throw new ShapeException(
          "%s: the targets have shape %s; they must be (%d, labels), or a vector of all labels one after another"
              .formatted(op, targets.shape(), samples));
    }
    checkLengths(op, "target", lengths, samples, rows ? targets.dim(1) : all.length);
    if (!rows && Arrays.stream(lengths).sum() != all.length) {
      throw new ShapeException(
          "%s: the target lengths add up to %d, but there are %d labels"
              .formatted(op, Arrays.stream(lengths).sum(), all.length));
    }
    long[][] labels = new long[lengths.length][];
    int start = 0;
    for (int i = 0; i < labels.length; i++) {
      int from = rows ? (int) (i * targets.dim(1)) : start;
      labels[i] = Arrays.copyOfRange(all, from, from + (int) lengths[i]);
      start += (int) lengths[i];
    }
    return labels;
  }

  private static CtcTargets of(long[][] labels, long[] lengths, long blank, Device device) {
    int longest = (int) Arrays.stream(lengths).max().orElse(0);
    int width = 2 * longest + 1;
    long[] states = new long[labels.length * width];
    boolean[] over = new boolean[states.length];
    Arrays.fill(states, blank);
    for (int i = 0; i < labels.length; i++) {
      for (int k = 0; k < labels[i].length; k++) {
        int at = i * width + 2 * k + 1;
        states[at] = labels[i][k];
        over[at] = k > 0 && labels[i][k] != labels[i][k - 1];
      }
    }
    return new CtcTargets(
        lengths,
        Device.with(device, () -> Tensor.of(states, labels.length, width)),
        Device.with(device, () -> Tensor.of(over, labels.length, width)),
        device);
  }

  /** (samples, states) true where a path may begin. */
  Tensor begin() {
    int width = (int) states.dim(1);
    boolean[] begin = new boolean[lengths.length * width];
    for (int i = 0; i < lengths.length; i++) {
      begin[i * width] = true;
      if (lengths[i] > 0) {
        begin[i * width + 1] = true;
      }
    }
    return Device.with(device, () -> Tensor.of(begin, lengths.length, width));
  }

  /** (samples, 1) whether each sample has a step t. */
  Tensor running(long[] inputLengths, int t) {
    boolean[] running = new boolean[inputLengths.length];
    for (int i = 0; i < running.length; i++) {
      running[i] = t < inputLengths[i];
    }
    return Device.with(device, () -> Tensor.of(running, running.length, 1));
  }

  /** (samples, 1) the last state of each. */
  Tensor last() {
    long[] last = Arrays.stream(lengths).map(length -> 2 * length).toArray();
    return Device.with(device, () -> Tensor.of(last, last.length, 1));
  }

  /** (samples, 1) the state before the last, or the last itself if there is one only. */
  Tensor beforeLast() {
    long[] before = Arrays.stream(lengths).map(length -> Math.max(2 * length - 1, 0)).toArray();
    return Device.with(device, () -> Tensor.of(before, before.length, 1));
  }

  /** (samples, 1) whether each has a label. */
  Tensor notEmpty() {
    boolean[] notEmpty = new boolean[lengths.length];
    for (int i = 0; i < notEmpty.length; i++) {
      notEmpty[i] = lengths[i] > 0;
    }
    return Device.with(device, () -> Tensor.of(notEmpty, notEmpty.length, 1));
  }

  /** (samples) the length of each target, at least 1. */
  Tensor divisors() {
    double[] divisors = new double[lengths.length];
    for (int i = 0; i < divisors.length; i++) {
      divisors[i] = (double) Math.max(lengths[i], 1);
    }
    return Device.with(device, () -> Tensor.of(divisors, divisors.length));
  }
}
