package dev.narae.cpu.vector;

import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Code;
import dev.narae.cpu.Warmup.Exercise;
import dev.narae.cpu.conv.DoubleTaps;
import dev.narae.cpu.conv.FloatTaps;
import java.util.List;
import java.util.function.Consumer;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The loops over taps for one width of vectors: copies of {@link FloatTapVectors} and of {@link
 * DoubleTapVectors} as hidden classes, warmed up in the background when first asked for.
 */
final class TapVectors {
  /** Short, so that the JVM counts calls. */
  private static final int ELEMENTS = 32;

  private static final int TAPS = 9;
  private static final int LANES = 16;

  private final VectorSpecies<?> floatSpecies;
  private final VectorSpecies<?> doubleSpecies;
  private final @Nullable Warmup warmup;
  private boolean wantsFloats;
  private boolean wantsDoubles;
  private volatile @Nullable FloatTaps floats;
  private volatile @Nullable DoubleTaps doubles;

  /** Copies that are handed out once they run as compiled code, or at once without a warm-up. */
  TapVectors(GemmVectorType floats, GemmVectorType doubles, @Nullable Warmup warmup) {
    this.floatSpecies = floats.species();
    this.doubleSpecies = doubles.species();
    this.warmup = warmup;
  }

  @Nullable FloatTaps floats() {
    if (floats == null) {
      prepareFloats();
    }
    return floats;
  }

  @Nullable DoubleTaps doubles() {
    if (doubles == null) {
      prepareDoubles();
    }
    return doubles;
  }

  private synchronized void prepareFloats() {
    if (!wantsFloats) {
      wantsFloats = true;
      prepare(
          FloatTapVectors.class,
          floatSpecies,
          taps -> floats = (FloatTaps) taps,
          taps -> exercises((FloatTaps) taps));
    }
  }

  private synchronized void prepareDoubles() {
    if (!wantsDoubles) {
      wantsDoubles = true;
      prepare(
          DoubleTapVectors.class,
          doubleSpecies,
          taps -> doubles = (DoubleTaps) taps,
          taps -> exercises((DoubleTaps) taps));
    }
  }

  private interface Exerciser {
    List<Runnable> of(Object taps);
  }

  private void prepare(
      Class<?> original, VectorSpecies<?> species, Consumer<Object> use, Exerciser exerciser) {
    if (warmup == null) {
      use.accept(SpeciesCopies.make(original, species));
      return;
    }
    long steps = (long) ELEMENTS / species.length() * TAPS;
    warmup.submit(
        () -> {
          Object taps = SpeciesCopies.make(original, species);
          List<Exercise> exercises =
              exerciser.of(taps).stream().map(call -> new Exercise(call, steps)).toList();
          return new Code(exercises, () -> use.accept(taps));
        });
  }

  private static List<Runnable> exercises(FloatTaps taps) {
    float[] gradient = new float[ELEMENTS];
    float[] planes = new float[ELEMENTS];
    float[] sums = new float[TAPS * LANES];
    int[] at = new int[TAPS];
    return List.of(
        () -> taps.addProducts(gradient, ELEMENTS, planes, at, 0, sums),
        () -> taps.addWindows(planes, at, sums, 0, gradient, ELEMENTS));
  }

  private static List<Runnable> exercises(DoubleTaps taps) {
    double[] gradient = new double[ELEMENTS];
    double[] planes = new double[ELEMENTS];
    double[] sums = new double[TAPS * LANES];
    int[] at = new int[TAPS];
    return List.of(
        () -> taps.addProducts(gradient, ELEMENTS, planes, at, 0, sums),
        () -> taps.addWindows(planes, at, sums, 0, gradient, ELEMENTS));
  }
}
