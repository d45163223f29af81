package dev.narae.cpu.vector;

import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Exercise;
import dev.narae.cpu.conv.PoolLoops;
import java.util.List;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** Loops over windows of pooling for one width of vectors. */
final class PoolWarmup {
  /** Short, so that the JVM counts calls. */
  private static final int SIDE = 4;

  private PoolWarmup() {}

  /** Loops that are handed out once they run as compiled code, or at once without a warm-up. */
  static SpeciesCopy<PoolLoops> loops(int bits, @Nullable Warmup warmup) {
    VectorSpecies<Float> species = VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    return new SpeciesCopy<>(
        PoolLoops.class, PoolVectors.class, species, warmup, PoolWarmup::exercises);
  }

  private static List<Exercise> exercises(PoolLoops loops) {
    float[] plane = new float[SIDE * SIDE + PoolLoops.SLACK];
    float[] windows = new float[SIDE + PoolLoops.SLACK];
    long[] positions = new long[windows.length];
    int half = SIDE / 2;
    return List.of(
        new Exercise(() -> loops.maxima(plane, SIDE, half, half, windows, positions), 64),
        new Exercise(() -> loops.gradients(windows, positions, half, half, plane, SIDE), 64));
  }
}
