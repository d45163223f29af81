package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.expr.ScalarOp;
import dev.narae.expr.Trees;
import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Elementwise operators that followed each other, as one formula over the memory that the first
 * ones read; and what is known of how such a chain goes on, so that it runs as one kernel only when
 * that kernel is compiled and saves something.
 */
final class Chain {
  /** A kernel is worth compiling after its chain has ended so many times. */
  private static final int ENDS = 6;

  /** So often a chain is looked at before a shorter one that is ready may hide it. */
  private static final int LESSONS = 64;

  /** So often a kernel is asked for before it is given up. */
  private static final int POLLS = 20_000;

  private static final int MOST_LEAVES = 6;
  private static final int MOST_COST = 160;
  private static final int MOST_DEPTH = 60;

  /** Up to this cost elements are rather computed twice than written and read. */
  private static final int LIGHT = 8;

  /** After so many uses it is judged whether taking in results of a chain saves their writing. */
  private static final int TRIALS = 8;

  private final Backend backend;
  private final Formula formula;
  private final DType compute;
  private final DType out;
  private final Kernel kernel;
  private final int cost;

  /** The chains that this one goes on from, and those from which they do. */
  private final Set<Chain> shorter = new HashSet<>();

  private State state;

  /** How many chains that go on from this one are ready, and how many are being compiled. */
  private final AtomicInteger readyLonger = new AtomicInteger();

  private final AtomicInteger preparingLonger = new AtomicInteger();

  // The counts may be inexact when several threads count at once, which does no harm.
  private int made;
  private int extended;
  private int readNevertheless;
  private int polls;

  private enum State {
    NEW,
    PREPARING,
    READY,
    NEVER
  }

  /**
   * A chain.
   *
   * @param from the chains that it goes on from; empty for a single operator
   */
  Chain(Backend backend, Formula formula, DType compute, DType out, Set<Chain> from) {
    this.backend = backend;
    this.formula = formula;
    this.compute = compute;
    this.out = out;
    this.kernel = formula.kernel(compute, out);
    this.cost = Trees.topological(formula.body()).stream().mapToInt(Chain::cost).sum();
    for (Chain chain : from) {
      shorter.add(chain);
      shorter.addAll(chain.shorter);
    }
    boolean fits =
        formula.inputs() <= MOST_LEAVES
            && cost <= MOST_COST
            && formula.body().depth() <= MOST_DEPTH;
    this.state = from.isEmpty() ? State.READY : fits ? State.NEW : State.NEVER;
  }

  /** About how long a step takes, compared with an addition. */
  private static int cost(Expr expr) {
    return switch (expr) {
      case Expr.Apply apply -> cost(apply.op());
      case Expr.Uniform _ -> 30;
      default -> 0;
    };
  }

  private static int cost(ScalarOp op) {
    return switch (op) {
      case DIV, SQRT -> 4;
      case EXP, EXPM1, LOG, LOG1P, TANH, SIGMOID, ERF -> 15;
      case SIN, COS, POW, ATAN2, REM -> 25;
      default -> 1;
    };
  }

  /** Its value as an operator in {@link #compute} would read it. */
  Expr value() {
    return out == DType.BOOL ? formula.body().asMask() : formula.body().asNumber();
  }

  /** Whether an operator that computes in {@code dtype} reads the value without a conversion. */
  boolean joins(DType dtype) {
    return compute == dtype && (out == compute || out == DType.BOOL);
  }

  /** Computes. */
  void run(List<Waiting.Scalar> scalars, List<View> leaves, View target) {
    long[] bits = new long[scalars.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = scalars.get(i).bits();
    }
    if (state == State.NEW) {
      prepare(leaves, target);
    }
    backend.map(kernel, bits, leaves, target);
  }

  /** Whether elements are rather computed twice than written and read. */
  boolean isLight() {
    return cost <= LIGHT;
  }

  /** Whether it is too large, or has no fast kernel. */
  boolean isRefused() {
    return state == State.NEVER;
  }

  /** Whether its kernel runs at full speed. */
  boolean isReady() {
    return state == State.READY;
  }

  /** Whether its results are usually read although a longer chain has taken them in. */
  boolean isKept() {
    return extended >= TRIALS && 2 * readNevertheless > extended;
  }

  /** Whether a result should wait, because it may become part of a longer chain that is ready. */
  boolean isPromising() {
    return readyLonger.get() > 0 && state != State.PREPARING && !isKept();
  }

  /** Whether it is still to be found out how results of it go on. */
  boolean isUndecided() {
    return made < LESSONS || state == State.PREPARING || preparingLonger.get() > 0;
  }

  /** Counts a result; has the kernel compiled once enough of them went no further. */
  void countMade(List<View> leaves, View target) {
    made++;
    if (state == State.PREPARING || (state == State.NEW && made - extended >= ENDS)) {
      prepare(leaves, target);
    }
  }

  /** Counts a result that a longer chain has taken in. */
  void countExtended() {
    extended++;
  }

  /** Counts a result that was read although a longer chain had taken it in. */
  void countReadNevertheless() {
    readNevertheless++;
  }

  private synchronized void prepare(List<View> leaves, View target) {
    if (state == State.NEW || state == State.PREPARING) {
      State before = state;
      state =
          switch (backend.prepare(kernel, leaves, target)) {
            case READY -> State.READY;
            case PREPARING -> ++polls < POLLS ? State.PREPARING : State.NEVER;
            case NEVER -> State.NEVER;
          };
      int preparing = (state == State.PREPARING ? 1 : 0) - (before == State.PREPARING ? 1 : 0);
      for (Chain chain : shorter) {
        chain.preparingLonger.addAndGet(preparing);
        if (state == State.READY) {
          chain.readyLonger.incrementAndGet();
        }
      }
    }
  }

  @Override
  public String toString() {
    return "%s %s".formatted(state, kernel);
  }
}
