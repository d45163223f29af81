package dev.narae.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What the machine could do at best: fused multiply-adds out of registers, and a pass over memory
 * that fits no cache (McCalpin's "triad", STREAM, 1995). Both in Java's vectors, so that a share of
 * the limit tells of the kernel and not of the language.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp before it measures
public class MachineBenchmark {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int STEPS = 20_000;

  /** More than the latency of an FMA times its throughput asks for, and fewer than registers. */
  private static final int CHAINS = 12;

  private static final long BYTES = 48L << 20;

  private MemorySegment a;
  private MemorySegment b;
  private MemorySegment c;

  /** Made by JMH. */
  public MachineBenchmark() {}

  /** Floating-point operations of {@link #fma} on one thread. */
  static double flops() {
    return 2.0 * STEPS * CHAINS * SPECIES.length();
  }

  /** Bytes that {@link #stream} reads and writes on one thread. */
  static double bytes() {
    return 3.0 * BYTES;
  }

  /** Allocates, and writes once so that the pages are there. */
  @Setup
  public void setUp() {
    Arena arena = Arena.ofAuto();
    a = arena.allocate(BYTES, 64).fill((byte) 0);
    b = arena.allocate(BYTES, 64).fill((byte) 0);
    c = arena.allocate(BYTES, 64).fill((byte) 0);
  }

  /**
   * Independent chains of fused multiply-adds. Each adds to its sum: a sum that is multiplied would
   * have to be moved first, since the instruction overwrites what it adds to.
   */
  @Benchmark
  public float fma() {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.001f);
    FloatVector s0 = x;
    FloatVector s1 = x;
    FloatVector s2 = x;
    FloatVector s3 = x;
    FloatVector s4 = x;
    FloatVector s5 = x;
    FloatVector s6 = x;
    FloatVector s7 = x;
    FloatVector s8 = x;
    FloatVector s9 = x;
    FloatVector s10 = x;
    FloatVector s11 = x;
    for (int i = 0; i < STEPS; i++) {
      s0 = x.fma(y, s0);
      s1 = x.fma(y, s1);
      s2 = x.fma(y, s2);
      s3 = x.fma(y, s3);
      s4 = x.fma(y, s4);
      s5 = x.fma(y, s5);
      s6 = x.fma(y, s6);
      s7 = x.fma(y, s7);
      s8 = x.fma(y, s8);
      s9 = x.fma(y, s9);
      s10 = x.fma(y, s10);
      s11 = x.fma(y, s11);
    }
    FloatVector first = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    return first.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
  }

  /** a = b + s · c. */
  @Benchmark
  public void stream() {
    FloatVector s = FloatVector.broadcast(SPECIES, 0.5f);
    for (long at = 0; at < BYTES; at += SPECIES.vectorByteSize()) {
      FloatVector from = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER);
      FloatVector.fromMemorySegment(SPECIES, c, at, ORDER)
          .fma(s, from)
          .intoMemorySegment(a, at, ORDER);
    }
  }
}
