package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.Shape;
import java.util.Random;

/**
 * One input of a sample: a shape, and where its random numbers come from.
 *
 * @param low the least number; a multiple of 0.5
 * @param high the bound of the numbers; a multiple of 0.5
 * @param kind what the numbers are
 */
record Input(Shape shape, double low, double high, Kind kind) {

  /** What the numbers of an input are. */
  enum Kind {
    /** Numbers of the dtype under test, which may be differentiated. */
    REAL,
    /** Whole numbers, always I64: labels and indices. */
    LABEL,
    /** Truth values, always BOOL. */
    MASK
  }

  static Input real(double low, double high, long... sizes) {
    return new Input(Shape.of(sizes), low, high, Kind.REAL);
  }

  static Input label(long bound, long... sizes) {
    return new Input(Shape.of(sizes), 0, bound, Kind.LABEL);
  }

  static Input mask(long... sizes) {
    return new Input(Shape.of(sizes), 0, 2, Kind.MASK);
  }

  /** The dtype of this input when the operator is tested in {@code tested}. */
  DType dtype(DType tested) {
    return switch (kind) {
      case REAL -> tested;
      case LABEL -> DType.I64;
      case MASK -> DType.BOOL;
    };
  }

  /** Random numbers that this input's dtype holds exactly. */
  Values values(DType tested, Random random) {
    DType dtype = dtype(tested);
    Values drawn =
        Values.generate(shape, _ -> dtype.isFloating() ? real(random) : whole(dtype, random));
    return drawn.as(dtype);
  }

  /**
   * At least 0.05 away from every multiple of 0.5: no operator has its kinks anywhere else, so
   * finite differences never step over one.
   */
  private double real(Random random) {
    double cell = low + 0.5 * random.nextInt((int) ((high - low) * 2));
    return cell + 0.05 + 0.4 * random.nextDouble();
  }

  private double whole(DType dtype, Random random) {
    double least = dtype == DType.U8 || dtype == DType.BOOL ? Math.max(low, 0) : low;
    double most = dtype == DType.BOOL ? 2 : Math.max(high, least + 1);
    return Math.floor(least + random.nextDouble() * (most - least));
  }
}
