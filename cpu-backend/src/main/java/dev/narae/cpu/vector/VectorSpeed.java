package dev.narae.cpu.vector;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToDoubleFunction;
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

  /** Compiled code is there after a fraction of that, unless the machine is very busy. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** A round that takes longer has been interrupted, which says nothing about the code. */
  private static final long LONGEST_ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** A compiled round takes microseconds; until then the compiler needs the processor more. */
  private static final long SLOW_ROUND_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  /** Further rounds after the best one so far before it counts as the best there is. */
  private static final int STEADY_ROUNDS = 3_000;

  /** Runs both loops until they get no faster: a fraction of a second if they are compiled. */
  public static VectorSpeed measure() {
    double scalar = best(2L * CHAINS * STEPS, VectorSpeed::scalar);
    double vector = best(2L * CHAINS * STEPS * SPECIES.length(), VectorSpeed::vector);
    return new VectorSpeed(SPECIES.vectorBitSize(), vector, scalar);
  }

  private static double best(long operations, IntToDoubleFunction loop) {
    long spent = 0;
    long best = Long.MAX_VALUE;
    int since = 0;
    double sum = 0;
    while (spent < LONGEST_NANOS && since < STEADY_ROUNDS) {
      long start = System.nanoTime();
      sum += loop.applyAsDouble(STEPS);
      long nanos = Math.max(1, System.nanoTime() - start);
      since++;
      if (nanos < best) {
        best = nanos;
        since = 0;
      }
      if (nanos > SLOW_ROUND_NANOS) {
        LockSupport.parkNanos(SLOW_ROUND_NANOS);
      }
      spent += Math.min(nanos, LONGEST_ROUND_NANOS);
    }
    if (Double.isNaN(sum)) {
      throw new AssertionError("the loops stay at finite numbers");
    }
    return operations * 1e9 / best;
  }

  /** Independent chains, so that an addition need not wait for the one before it. */
  private static double vector(int steps) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.001f);
    FloatVector s0 = x;
    FloatVector s1 = x;
    FloatVector s2 = x;
    FloatVector s3 = x;
    for (int i = 0; i < steps; i++) {
      s0 = s0.fma(x, y);
      s1 = s1.fma(x, y);
      s2 = s2.fma(x, y);
      s3 = s3.fma(x, y);
    }
    return s0.add(s1).add(s2.add(s3)).lane(0);
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
