package dev.narae.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One rise of the rate to its greatest value and one fall far below the first; the momentum moves
 * the opposite way. The optimizer's own rate and momentum are replaced. Count its steps, not
 * epochs.
 *
 * <p>Source: Smith and Topin, "Super-convergence: very fast training of neural networks using large
 * learning rates" (arXiv 1708.07120, 2017), section 4.
 *
 * @param greatest the greatest rate, above 0
 * @param steps how many steps the training has, at least 1; later ones keep the last rate
 * @param options the form of the cycle
 */
public record OneCycleLR(double greatest, long steps, OneCycleOptions options) implements Schedule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public OneCycleLR {
    Ranges.positive("OneCycleLR", "greatest rate", greatest);
    Ranges.atLeastOne("OneCycleLR", "number of steps", steps);
  }

  /** A cycle of the usual form. */
  public OneCycleLR(double greatest, long steps) {
    this(greatest, steps, OneCycleOptions.DEFAULT);
  }

  /**
   * A stretch of the cycle.
   *
   * @param end the step at its end
   * @param from the rate at its begin
   * @param to the rate at its end
   * @param rising whether the rate rises, and the momentum falls
   * @param resting whether the momentum stays at its most
   */
  private record Phase(double end, double from, double to, boolean rising, boolean resting) {}

  @Override
  public double learningRate(long step, double base) {
    int phase = phase(step);
    Phase current = phases().get(phase);
    return between(current.from, current.to, part(phase, step));
  }

  @Override
  public OptionalDouble momentum(long step) {
    if (!options.cycleMomentum()) {
      return OptionalDouble.empty();
    }
    int phase = phase(step);
    Phase current = phases().get(phase);
    double least = options.leastMomentum();
    double most = options.mostMomentum();
    if (current.resting) {
      return OptionalDouble.of(most);
    }
    double part = part(phase, step);
    return OptionalDouble.of(
        current.rising ? between(most, least, part) : between(least, most, part));
  }

  private List<Phase> phases() {
    double first = greatest / options.startDivisor();
    double last = first / options.endDivisor();
    double rise = options.rise() * steps - 1;
    List<Phase> phases = new ArrayList<>();
    phases.add(new Phase(rise, first, greatest, true, false));
    if (options.threePhases()) {
      phases.add(new Phase(2 * rise, greatest, first, false, false));
      phases.add(new Phase(steps - 1, first, last, false, true));
    } else {
      phases.add(new Phase(steps - 1, greatest, last, false, false));
    }
    return phases;
  }

  private int phase(long step) {
    List<Phase> phases = phases();
    int phase = 0;
    while (phase < phases.size() - 1 && step > phases.get(phase).end) {
      phase++;
    }
    return phase;
  }

  /** How much of its phase a step has behind it, from 0 to 1. */
  private double part(int phase, long step) {
    List<Phase> phases = phases();
    double start = phase == 0 ? 0 : phases.get(phase - 1).end;
    double length = phases.get(phase).end - start;
    return length > 0 ? Math.min((step - start) / length, 1) : 1;
  }

  private double between(double from, double to, double part) {
    return options.linear() ? from + (to - from) * part : CosineAnnealingLR.at(part, from, to);
  }
}
