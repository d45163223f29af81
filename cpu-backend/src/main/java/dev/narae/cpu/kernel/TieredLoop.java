package dev.narae.cpu.kernel;

import dev.narae.cpu.Demand;
import dev.narae.spi.Readiness;
import java.lang.foreign.MemorySegment;

/**
 * Scalar code until the vector code has been compiled. Both give the same bits, so the moment of
 * the change shows in no result.
 */
final class TieredLoop implements ElementLoop {
  /** Writes vector code, joined with scalar code for what does not fill vectors. */
  interface Source {
    /** The code. */
    ElementLoop write();
  }

  /** Work after which vector code is worth preparing, in elements. */
  private static final long WORTHWHILE = 1 << 14;

  /** Small calls count too: their number adds up. */
  private static final long CALL = 64;

  private final ElementLoop scalar;
  private final Source vector;
  private final int lanes;
  private final Program program;
  private final LoopWarmup warmup;

  /** Read without synchronisation: an old value only means that scalar code runs once more. */
  private ElementLoop current;

  /** Inexact when several threads count at once, which does no harm. */
  private long done;

  private final Demand demand = new Demand();
  private final int steps;
  private volatile boolean requested;

  TieredLoop(ElementLoop scalar, Source vector, int lanes, Program program, LoopWarmup warmup) {
    this.scalar = scalar;
    this.vector = vector;
    this.lanes = lanes;
    this.program = program;
    this.warmup = warmup;
    this.steps = program.nodes().size();
    this.current = scalar;
  }

  @Override
  public void run(
      MemorySegment[] segments,
      long[] starts,
      long[] columnSteps,
      long[] rowSteps,
      int columns,
      int rows,
      long[] scalars) {
    ElementLoop loop = current;
    if (loop == scalar) {
      count((long) columns * rows);
    }
    loop.run(segments, starts, columnSteps, rowSteps, columns, rows, scalars);
  }

  private void count(long elements) {
    demand.add(elements * steps);
    if (!requested) {
      done += elements + CALL;
      if (done > WORTHWHILE) {
        request();
      }
    }
  }

  @Override
  public Readiness prepare() {
    if (isVector()) {
      return Readiness.READY;
    }
    request();
    return Readiness.PREPARING;
  }

  /** Whether the vector code runs by now. */
  boolean isVector() {
    return current != scalar;
  }

  private synchronized void request() {
    if (!requested) {
      requested = true;
      warmup.submit(demand, program, vector, lanes, ready -> current = ready);
    }
  }
}
