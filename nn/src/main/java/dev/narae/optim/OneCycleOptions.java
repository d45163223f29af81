package dev.narae.optim;

/**
 * The form of a {@link OneCycleLR}.
 *
 * @param rise which part of all steps the rate rises for, in [0, 1]
 * @param linear whether the rate moves along straight lines in place of cosines
 * @param cycleMomentum whether the momentum moves opposite to the rate
 * @param leastMomentum the momentum at the greatest rate, in [0, 1)
 * @param mostMomentum the momentum at the begin and the end, in [0, 1)
 * @param startDivisor how many times smaller than the greatest rate the first one is, above 0
 * @param endDivisor how many times smaller than the first rate the last one is, above 0
 * @param threePhases whether the rate falls as it rose before it falls to its end
 */
public record OneCycleOptions(
    double rise,
    boolean linear,
    boolean cycleMomentum,
    double leastMomentum,
    double mostMomentum,
    double startDivisor,
    double endDivisor,
    boolean threePhases) {
  /** Three tenths of rise along cosines, momentum from 0.95 to 0.85 and back. */
  public static final OneCycleOptions DEFAULT =
      new OneCycleOptions(0.3, false, true, 0.85, 0.95, 25, 1e4, false);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public OneCycleOptions {
    Ranges.fraction("OneCycleLR", "part of rise", rise);
    Ranges.belowOne("OneCycleLR", "least momentum", leastMomentum);
    Ranges.belowOne("OneCycleLR", "most momentum", mostMomentum);
    Ranges.positive("OneCycleLR", "divisor of the first rate", startDivisor);
    Ranges.positive("OneCycleLR", "divisor of the last rate", endDivisor);
    if (threePhases && rise > 0.5) {
      throw new IllegalArgumentException(
          "OneCycleLR: with three phases the part of rise is %s; it must be at most 0.5"
              .formatted(rise));
    }
  }

  /** The same with another part of rise. */
  public OneCycleOptions rise(double part) {
    return new OneCycleOptions(
        part,
        linear,
        cycleMomentum,
        leastMomentum,
        mostMomentum,
        startDivisor,
        endDivisor,
        threePhases);
  }

  /** The same along straight lines. */
  public OneCycleOptions alongLines() {
    return new OneCycleOptions(
        rise,
        true,
        cycleMomentum,
        leastMomentum,
        mostMomentum,
        startDivisor,
        endDivisor,
        threePhases);
  }

  /** The same with the momentum left alone. */
  public OneCycleOptions withoutMomentum() {
    return new OneCycleOptions(
        rise, linear, false, leastMomentum, mostMomentum, startDivisor, endDivisor, threePhases);
  }

  /** The same with the momentum between other numbers. */
  public OneCycleOptions momentum(double least, double most) {
    return new OneCycleOptions(
        rise, linear, true, least, most, startDivisor, endDivisor, threePhases);
  }

  /** The same with other first and last rates. */
  public OneCycleOptions divisors(double start, double end) {
    return new OneCycleOptions(
        rise, linear, cycleMomentum, leastMomentum, mostMomentum, start, end, threePhases);
  }

  /** The same with the rise undone before the fall to the end. */
  public OneCycleOptions inThreePhases() {
    return new OneCycleOptions(
        rise, linear, cycleMomentum, leastMomentum, mostMomentum, startDivisor, endDivisor, true);
  }
}
