package dev.narae.cpu.vector;

import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Exercise;
import dev.narae.cpu.conv.DoubleTaps;
import dev.narae.cpu.conv.FloatTaps;
import dev.narae.cpu.conv.TapLoops;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loops over taps for one width of vectors: copies of {@link FloatTapVectors} and of {@link
 * DoubleTapVectors} as hidden classes, warmed up in the background when first asked for.
 */
final class TapVectors {
  /** Short, so that the JVM counts calls. */
  private static final int ELEMENTS = 32;

  private final SpeciesCopy<FloatTaps> floats;
  private final SpeciesCopy<DoubleTaps> doubles;

  /** Copies that are handed out once they run as compiled code, or at once without a warm-up. */
  TapVectors(GemmVectorType floats, GemmVectorType doubles, @Nullable Warmup warmup) {
    this.floats =
        new SpeciesCopy<>(
            FloatTaps.class,
            FloatTapVectors.class,
            floats.species(),
            warmup,
            taps -> exercises(taps, floats));
    this.doubles =
        new SpeciesCopy<>(
            DoubleTaps.class,
            DoubleTapVectors.class,
            doubles.species(),
            warmup,
            taps -> exercises(taps, doubles));
  }

  @Nullable FloatTaps floats(long steps) {
    return floats.get(steps);
  }

  @Nullable DoubleTaps doubles(long steps) {
    return doubles.get(steps);
  }

  private static List<Exercise> exercises(FloatTaps taps, GemmVectorType type) {
    float[] gradient = new float[ELEMENTS];
    float[] planes = new float[ELEMENTS];
    float[] sums = new float[TapLoops.AT_A_TIME * TapLoops.LANES];
    int[] at = new int[TapLoops.AT_A_TIME];
    return List.of(
        exercise(() -> taps.addProducts(gradient, ELEMENTS, planes, at, 0, sums), type),
        exercise(() -> taps.addWindows(planes, at, sums, 0, gradient, ELEMENTS), type));
  }

  private static List<Exercise> exercises(DoubleTaps taps, GemmVectorType type) {
    double[] gradient = new double[ELEMENTS];
    double[] planes = new double[ELEMENTS];
    double[] sums = new double[TapLoops.AT_A_TIME * TapLoops.LANES];
    int[] at = new int[TapLoops.AT_A_TIME];
    return List.of(
        exercise(() -> taps.addProducts(gradient, ELEMENTS, planes, at, 0, sums), type),
        exercise(() -> taps.addWindows(planes, at, sums, 0, gradient, ELEMENTS), type));
  }

  private static Exercise exercise(Runnable call, GemmVectorType type) {
    return new Exercise(call, (long) ELEMENTS / type.species().length() * TapLoops.AT_A_TIME);
  }
}
