package dev.narae.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * How fast fused multiply-adds run with the Vector API and without. C2 turns vector operations into
 * instructions of the processor; where it does not, each of them is a call that allocates.
 *
 * @param bits of a vector
 * @param vectorFlops floating-point operations a second, with vectors
 * @param scalarFlops the same in a scalar loop
 */
public record VectorSpeed(int bits, double vectorFlops, double scalarFlops) {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Short enough for the slowest JVM, and long enough to count for more than its call. */
  private static final int STEPS = 2_000;

  private static final int CHAINS = 4;

  /** Vectors that the compiler knows are several times faster than scalar loops, else slower. */
  private static final double PAYS = 1.5;

  /** Runs both loops until they get no faster: a fraction of a second if vectors are compiled. */
  public static VectorSpeed measure() {
    BestRound rounds = new BestRound();
    Sum sum = new Sum();
    long scalar = rounds.nanos(Long.MAX_VALUE, () -> sum.add(scalar(STEPS)));
    long enough = (long) (scalar * SPECIES.length() / PAYS);
    long vector = rounds.nanos(enough, () -> sum.add(vector(STEPS)));
    if (Double.isNaN(sum.value)) {
      throw new AssertionError("the loops stay at finite numbers");
    }
    double operations = 2.0 * CHAINS * STEPS;
    return new VectorSpeed(
        SPECIES.vectorBitSize(),
        operations * SPECIES.length() * 1e9 / vector,
        operations * 1e9 / scalar);
  }

  /** Whether the compiler turns vector operations into instructions. */
  public boolean compiled() {
    return vectorFlops > PAYS * scalarFlops;
  }

  /** Keeps the compiler from leaving out loops whose results nobody wants. */
  private static final class Sum {
    private double value;

    void add(double result) {
      value += result;
    }
  }

  /**
   * Independent chains, so that an addition need not wait for the one before it. The vector that
   * changes is no receiver of a call: where the compiler has seen too few calls to know its class,
   * it would not find the instruction, and never look again. An argument's class is in the code.
   */
  private static double vector(int steps) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.001f);
    FloatVector s0 = y;
    FloatVector s1 = y;
    FloatVector s2 = y;
    FloatVector s3 = y;
    for (int i = 0; i < steps; i++) {
      s0 = x.fma(s0, y);
      s1 = x.fma(s1, y);
      s2 = x.fma(s2, y);
      s3 = x.fma(s3, y);
    }
    return y.add(s0).add(y.add(s1)).add(y.add(s2).add(y.add(s3))).lane(0);
  }

  private static double scalar(int steps) {
    float s0 = 0.999f;
    float s1 = 0.999f;
    float s2 = 0.999f;
    float s3 = 0.999f;
    for (int i = 0; i < steps; i++) {
      s0 = Math.fma(s0, 0.999f, 0.001f);
      s1 = Math.fma(s1, 0.999f, 0.001f);
      s2 = Math.fma(s2, 0.999f, 0.001f);
      s3 = Math.fma(s3, 0.999f, 0.001f);
    }
    return (s0 + s1) + (s2 + s3);
  }
}
