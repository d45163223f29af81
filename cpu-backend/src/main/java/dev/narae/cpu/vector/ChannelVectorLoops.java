package dev.narae.cpu.vector;

import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Exercise;
import dev.narae.cpu.norm.ChannelLoops;
import dev.narae.cpu.norm.PlainChannelLoops;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** Loops over channels: plain ones until those with vectors run as compiled code. */
public final class ChannelVectorLoops implements LongFunction<ChannelLoops> {
  /** Short, so that the JVM counts calls. */
  private static final int ELEMENTS = 2 * ChannelLoops.LANES;

  /** Operations on an element, roughly. */
  private static final int STEPS = 10;

  private final ChannelLoops plain = new PlainChannelLoops();
  private final VectorSpecies<Double> species;
  private final SpeciesCopy<ChannelLoops> vectors;

  /**
   * Loops with vectors of so many bits.
   *
   * @param warmup has them compiled; null to use them at once
   */
  public ChannelVectorLoops(int bits, @Nullable Warmup warmup) {
    species = VectorSpecies.of(double.class, VectorShape.forBitSize(bits));
    vectors =
        new SpeciesCopy<>(
            ChannelLoops.class, ChannelVectors.class, species, warmup, this::exercises);
  }

  /** The fastest loops that there are now, for so many elements. */
  @Override
  public ChannelLoops apply(long elements) {
    return Objects.requireNonNullElse(vectors.get(STEPS * elements), plain);
  }

  private List<Exercise> exercises(ChannelLoops vectors) {
    MemorySegment memory = Arena.ofAuto().allocate(ELEMENTS * (long) Float.BYTES, Double.BYTES);
    double[] sums = new double[ChannelLoops.LANES];
    ChannelLoops.Line line = new ChannelLoops.Line(0, 0, 0, 1);
    long steps = (long) ELEMENTS / species.length();
    VectorSpecies<Float> whole = VectorSpecies.of(float.class, species.vectorShape());
    return List.of(
        new Exercise(
            () -> {
              moveWhole(whole, memory);
              vectors.addUp(memory, 0, ELEMENTS, sums);
            },
            2 * steps),
        new Exercise(() -> vectors.addSquares(memory, 0, ELEMENTS, 0, sums), 3 * steps),
        new Exercise(
            () -> vectors.addProducts(memory, 0, memory, 0, ELEMENTS, 0, sums, sums), 5 * steps),
        new Exercise(() -> vectors.normalize(memory, 0, memory, 0, ELEMENTS, 0, 1, 0), 4 * steps),
        new Exercise(
            () -> vectors.differentiate(memory, 0, memory, 0, memory, 0, ELEMENTS, line),
            6 * steps));
  }

  /**
   * Loads a vector as wide as those of other kernels, for HotSpot takes the class of a loaded
   * vector from what the JDK's methods for loading have seen, even before what the kernel's own
   * call has. Where these had seen half as wide vectors only, a kernel that was compiled next was
   * made for those, and one of its sums became an object at each step.
   */
  private static void moveWhole(VectorSpecies<Float> whole, MemorySegment memory) {
    ByteOrder order = ByteOrder.nativeOrder();
    FloatVector.fromMemorySegment(whole, memory, 0, order).intoMemorySegment(memory, 0, order);
  }
}
