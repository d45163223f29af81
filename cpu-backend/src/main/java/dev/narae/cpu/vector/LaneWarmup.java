package dev.narae.cpu.vector;

import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Exercise;
import dev.narae.cpu.conv.LaneLoops;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** Loops over lanes for one width of vectors. */
final class LaneWarmup {
  private LaneWarmup() {}

  /** Loops that are handed out once they run as compiled code, or at once without a warm-up. */
  static SpeciesCopy<LaneLoops> loops(int bits, @Nullable Warmup warmup) {
    VectorSpecies<Float> species = VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    return new SpeciesCopy<>(
        LaneLoops.class, LaneVectors.class, species, warmup, LaneWarmup::exercises);
  }

  /** As many columns, or sums, as a vector has lanes, and those that reach back. */
  private static List<Exercise> exercises(LaneLoops loops) {
    int lanes = loops.lanes();
    int count = lanes + 1;
    long row = (long) lanes * Float.BYTES;
    long[] rows = new long[lanes];
    MemorySegment from = Arena.ofAuto().allocate(count * (long) Float.BYTES, Float.BYTES);
    MemorySegment to = Arena.ofAuto().allocate(count * row, Float.BYTES);
    return List.of(
        new Exercise(() -> loops.sideBySide(from, rows, count, to, 0, row), 16L * lanes),
        new Exercise(() -> loops.sums(to, 0, row, count, from, 0), 16L * lanes));
  }
}
