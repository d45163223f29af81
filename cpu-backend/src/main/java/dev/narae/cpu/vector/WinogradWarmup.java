package dev.narae.cpu.vector;

import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Exercise;
import dev.narae.cpu.conv.WinogradLoops;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** Loops over Winograd's tiles for one width of vectors. */
final class WinogradWarmup {
  /** Tiles of an exercise. */
  private static final int TILES = 5;

  private WinogradWarmup() {}

  /** Loops that are handed out once they run as compiled code, or at once without a warm-up. */
  static SpeciesCopy<WinogradLoops> loops(int bits, @Nullable Warmup warmup) {
    VectorSpecies<Float> species = VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    return new SpeciesCopy<>(
        WinogradLoops.class, WinogradVectors.class, species, warmup, WinogradWarmup::exercises);
  }

  /** Two vectors: so short that the JVM counts calls. */
  private static List<Exercise> exercises(WinogradLoops loops) {
    float[][] lines = new float[WinogradLoops.SIDE][4 * WinogradLoops.SLACK];
    float[][] parts = new float[WinogradLoops.TILE * WinogradLoops.SIDE][2 * WinogradLoops.SLACK];
    float[] plane = new float[3 * WinogradLoops.SLACK];
    int[] rows = new int[WinogradLoops.SIDE];
    long step = 2L * WinogradLoops.SLACK * Float.BYTES;
    MemorySegment points = Arena.ofAuto().allocate(WinogradLoops.SIDE * step, Long.BYTES);
    int count = TILES;
    WinogradLoops.Grid grid = new WinogradLoops.Grid(2, count, WinogradLoops.TILE * count);
    return List.of(
        new Exercise(() -> loops.largest(plane, 0, 2 * WinogradLoops.SLACK), 1),
        new Exercise(() -> loops.inputRows(plane, rows, count, lines, 0), 64),
        new Exercise(() -> loops.inputColumns(lines[0], grid, points, 0, step), 64),
        new Exercise(() -> loops.outputRows(points, 0, step, count, parts, 0), 64),
        new Exercise(() -> loops.outputColumns(parts, 0, 0, count, -0f, plane, 0), 64),
        new Exercise(() -> loops.gradientRows(plane, rows, count, lines, 0), 48),
        new Exercise(() -> loops.gradientColumns(lines[0], grid, points, 0, step), 64));
  }
}
