package dev.narae.cpu.vector;

import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Exercise;
import dev.narae.cpu.conv.WinogradLoops;
import java.lang.foreign.Arena;
import java.util.List;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** Loops over Winograd's tiles for one width of vectors. */
final class WinogradWarmup {
  private static final int POINTS = 16;

  private WinogradWarmup() {}

  /** Loops that are handed out once they run as compiled code, or at once without a warm-up. */
  static SpeciesCopy<WinogradLoops> loops(int bits, @Nullable Warmup warmup) {
    VectorSpecies<Float> species = VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    return new SpeciesCopy<>(
        WinogradLoops.class, WinogradVectors.class, species, warmup, WinogradWarmup::exercises);
  }

  /** One vector and the one that reaches back: so short that the JVM counts calls. */
  private static List<Exercise> exercises(WinogradLoops loops) {
    int count = loops.fewest() + 1;
    float[][] plane = new float[4][2 * count + WinogradLoops.SLACK];
    float[] row = new float[2 * count + WinogradLoops.SLACK];
    long step = (long) count * Float.BYTES;
    WinogradLoops.Points points =
        new WinogradLoops.Points(Arena.ofAuto().allocate(POINTS * step, Long.BYTES), 0, step);
    WinogradLoops.Rows rows = new WinogradLoops.Rows(plane[2], plane[3], 0);
    return List.of(
        new Exercise(() -> loops.split(row, 0, plane[0], plane[1], 0, count), 16),
        new Exercise(() -> loops.join(plane[0], plane[1], 0, count, -0f, row, 0), 16),
        new Exercise(() -> loops.inputDifferences(rows, rows, count, points, 0), 32),
        new Exercise(() -> loops.inputSums(rows, rows, count, points, 0), 32),
        new Exercise(() -> loops.upperOutputs(points, count, plane[0], plane[1]), 48),
        new Exercise(() -> loops.lowerOutputs(points, count, plane[0], plane[1]), 48),
        new Exercise(() -> loops.upperGradients(plane, count, points), 32),
        new Exercise(() -> loops.lowerGradients(plane, count, points), 32));
  }
}
