package dev.narae.cpu.vector;

import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Code;
import dev.narae.cpu.Warmup.Exercise;
import dev.narae.cpu.norm.ChannelLoops;
import dev.narae.cpu.norm.PlainChannelLoops;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Loops over channels: plain ones until those with vectors run as compiled code. */
public final class ChannelVectorLoops implements Supplier<ChannelLoops> {
  /** Short, so that the JVM counts calls. */
  private static final int ELEMENTS = 2 * ChannelLoops.LANES;

  private final VectorSpecies<Double> species;
  private final Warmup warmup;
  private boolean wanted;
  private volatile ChannelLoops loops = new PlainChannelLoops();

  /** Loops with vectors of so many bits. */
  public ChannelVectorLoops(int bits, Warmup warmup) {
    this.species = VectorSpecies.of(double.class, VectorShape.forBitSize(bits));
    this.warmup = warmup;
  }

  /** Loops with vectors of so many bits, compiled or not. */
  public static ChannelLoops atOnce(int bits) {
    return vectors(VectorSpecies.of(double.class, VectorShape.forBitSize(bits)));
  }

  private static ChannelLoops vectors(VectorSpecies<Double> species) {
    return (ChannelLoops) SpeciesCopies.make(ChannelVectors.class, species);
  }

  @Override
  public ChannelLoops get() {
    if (loops instanceof PlainChannelLoops) {
      prepare();
    }
    return loops;
  }

  private synchronized void prepare() {
    if (wanted) {
      return;
    }
    wanted = true;
    warmup.submit(
        () -> {
          ChannelLoops vectors = vectors(species);
          return new Code(exercises(vectors), () -> loops = vectors);
        });
  }

  private List<Exercise> exercises(ChannelLoops vectors) {
    MemorySegment memory = Arena.ofAuto().allocate(ELEMENTS * (long) Float.BYTES, Double.BYTES);
    double[] sums = new double[ChannelLoops.LANES];
    ChannelLoops.Line line = new ChannelLoops.Line(0, 0, 0, 1);
    long steps = (long) ELEMENTS / species.length();
    return List.of(
        new Exercise(() -> vectors.addUp(memory, 0, ELEMENTS, sums), 2 * steps),
        new Exercise(() -> vectors.addSquares(memory, 0, ELEMENTS, 0, sums), 3 * steps),
        new Exercise(
            () -> vectors.addProducts(memory, 0, memory, 0, ELEMENTS, 0, sums, sums), 5 * steps),
        new Exercise(() -> vectors.normalize(memory, 0, memory, 0, ELEMENTS, 0, 1, 0), 4 * steps),
        new Exercise(
            () -> vectors.differentiate(memory, 0, memory, 0, memory, 0, ELEMENTS, line),
            6 * steps));
  }
}
