package dev.narae.cpu;

import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Runs new vector code on made-up data until the JVM has compiled it. Interpreted vector code is
 * about a thousand times slower than compiled, so real work waits for this in scalar code.
 *
 * <p>One thread does it for a whole backend, the code first asked for first, and takes only a share
 * of a core: the rest is for the real work and for the JVM's compiler.
 */
public final class Warmup implements AutoCloseable {
  /** How long the thread rests after a piece of work, as a multiple of what the work took. */
  private static final int REST = 3;

  private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** The thread ends when it has had nothing to do for so long; new work starts another. */
  private static final long IDLE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("narae-warmup").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  private final int renewal;

  /** Code that was submitted and is neither in use nor given up. */
  private final AtomicInteger pending = new AtomicInteger();

  /**
   * Vector code that is wanted.
   *
   * @param exercises calls of its parts, all of which must have been compiled
   * @param whenReady puts it to use; called on the thread of the warm-up
   */
  public record Code(List<Exercise> exercises, Runnable whenReady) {
    /** Checks nothing, but keeps a copy. */
    public Code {
      exercises = List.copyOf(exercises);
    }
  }

  /**
   * A call on made-up data.
   *
   * @param call short, since the JVM decides by the number of calls and of loop steps together
   * @param steps vector operations in a call, roughly
   */
  public record Exercise(Runnable call, long steps) {}

  /**
   * A warm-up that has nothing to do yet.
   *
   * @param preparation done once, before any code is made
   */
  public Warmup(Runnable preparation) {
    this(preparation, Patience.FIRST_RENEWAL);
  }

  /** A warm-up that makes code once more after so many rounds. */
  Warmup(Runnable preparation, int renewal) {
    this.renewal = renewal;
    executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.execute(
        () -> {
          var _ = attempt(preparation);
        });
  }

  /**
   * Warms up code in the background; after {@link #close} does nothing.
   *
   * @param source makes the code, on the thread of the warm-up; asked again for code that the JVM
   *     does not compile
   */
  public void submit(Supplier<Code> source) {
    pending.incrementAndGet();
    executor.execute(
        () -> {
          if (!attempt(() -> new Trainee(source).begin())) {
            pending.decrementAndGet();
          }
        });
  }

  /** Whether no code is waiting to be compiled. */
  public boolean isIdle() {
    return pending.get() == 0;
  }

  /** Stops all work that goes on; code that is not ready by now never will be. */
  @Override
  public void close() {
    executor.shutdownNow();
  }

  /** Whether it succeeded; a failure is told like that of any thread, and others get their turn. */
  private static boolean attempt(Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException | LinkageError e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      return false;
    }
  }

  /** Code on its way to being compiled. */
  private final class Trainee {
    private final Supplier<Code> source;
    private final Patience patience = new Patience(renewal);
    private Code code;
    private List<Drill> drills;

    Trainee(Supplier<Code> source) {
      this.source = source;
      this.code = source.get();
      this.drills = drills(code);
    }

    private static List<Drill> drills(Code code) {
      return code.exercises().stream().map(Drill::new).toList();
    }

    /** Works until the JVM should have been asked to compile; what remains is waiting. */
    void begin() {
      boolean ready = round();
      while (!ready && patience.isEager(fewestCalls()) && !executor.isShutdown()) {
        ready = round();
      }
      goOn(ready);
    }

    /** Of the parts that are not compiled yet. */
    private long fewestCalls() {
      return drills.stream()
          .filter(drill -> !drill.isFast())
          .mapToLong(Drill::calls)
          .min()
          .orElse(Long.MAX_VALUE);
    }

    private void goOn(boolean ready) {
      if (executor.isShutdown()) {
        // What was called while the thread was interrupted says nothing about its speed.
        pending.decrementAndGet();
      } else if (ready) {
        code.whenReady().run();
        pending.decrementAndGet();
      } else if (patience.lasts()) {
        long wait = patience.nextWaitNanos();
        var _ = executor.schedule(this::tryAgain, wait, TimeUnit.NANOSECONDS);
      } else {
        pending.decrementAndGet();
      }
    }

    private void tryAgain() {
      if (!attempt(this::carryOn)) {
        pending.decrementAndGet();
      }
    }

    private void carryOn() {
      if (patience.wantsRenewal()) {
        code = source.get();
        drills = drills(code);
        begin();
      } else {
        goOn(round());
      }
    }

    /** Runs what is not fast yet; true if nothing is left. */
    private boolean round() {
      boolean ready = true;
      long worked = 0;
      for (Drill drill : drills) {
        long start = System.nanoTime();
        ready &= drill.isFast() || drill.run();
        long nanos = System.nanoTime() - start;
        worked += nanos;
        rest(nanos);
      }
      patience.countRound(worked);
      return ready;
    }
  }

  private static void rest(long worked) {
    LockSupport.parkNanos(Math.min(REST * worked, LONGEST_REST_NANOS));
  }
}
