package dev.narae.cpu;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs new vector code on made-up data until the JVM has compiled it. Interpreted vector code is
 * about a thousand times slower than compiled, so real work waits for this in scalar code.
 *
 * <p>One thread does it for a whole backend, first for the code whose stand-in does the most work,
 * and takes only a share of a core: the rest is for the real work and for the JVM's compiler. Code
 * that waits for the compiler is looked at again between any two rounds of other code, so that it
 * comes into use as soon as it is compiled, however much other code is still to be called.
 */
public final class Warmup implements AutoCloseable {
  /** How long the thread rests after a piece of work, as a multiple of what the work took. */
  private static final int REST = 1;

  private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** So much code makes it worth leaving a core to the compiler; less is compiled soon anyhow. */
  private static final int MUCH = 3;

  /**
   * So long after the first request a program counts as starting; later, little runs as scalars.
   */
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** What is in work is left for what is wanted so many times as much. */
  private static final double FAR_MORE = 2;

  /** How often demands are looked at. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Steps of stand-ins that are worth leaving a core to the compiler: some are vectors, too. */
  private static final double PRESSING_STEPS_PER_NANO = 0.5;

  /** The thread ends when it has had nothing to do for so long; new work starts another. */
  private static final long IDLE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("narae-warmup").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  private final int renewal;
  private final long startNanos;
  private final AtomicLong firstRequest = new AtomicLong();

  /** Code that was submitted and is neither in use nor given up. */
  private final Queue<Trainee> pending = new ConcurrentLinkedQueue<>();

  /** Of that, what may still be compiled soon. */
  private final AtomicInteger promising = new AtomicInteger();

  /** Of that, what is to be called as often as possible, in the order in which it was asked for. */
  private final Queue<Trainee> line = new ConcurrentLinkedQueue<>();

  /** Whether some code is being called as often as possible. */
  private final AtomicBoolean busy = new AtomicBoolean();

  /** What was called last; used on the thread of the warm-up. */
  private @Nullable Trainee current;

  /** Used on the thread of the warm-up, too. */
  private long lastLook;

  /** Whether stand-ins are doing much work. */
  private volatile boolean pressing = true;

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
    this(preparation, Patience.FIRST_RENEWAL, START_NANOS);
  }

  /**
   * A warm-up with other limits.
   *
   * @param renewal waits until code is made once more
   * @param startNanos how long after the first request code may need a core
   */
  Warmup(Runnable preparation, int renewal, long startNanos) {
    this.renewal = renewal;
    this.startNanos = startNanos;
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
   * @param demand what the code's stand-in does meanwhile
   * @param source makes the code, on the thread of the warm-up; asked again for code that the JVM
   *     does not compile
   */
  public void submit(Demand demand, Supplier<Code> source) {
    firstRequest.compareAndSet(0, System.nanoTime());
    promising.incrementAndGet();
    Trainee trainee = new Trainee(demand, source);
    pending.add(trainee);
    trainee.queue();
  }

  /** Whether no code is waiting to be compiled, but what was wanted long ago and may be again. */
  public boolean isIdle() {
    return pending.isEmpty();
  }

  /**
   * Whether real work gets on sooner if it leaves a core to this thread and the JVM's compiler:
   * until vector code is ready, it runs in scalar code, at a fraction of the speed. Only while that
   * is much of the work, and at a program's start: what needs new code later mostly runs in vector
   * code that is there.
   */
  boolean needsCore() {
    return pressing
        && promising.get() >= MUCH
        && System.nanoTime() - firstRequest.get() < startNanos;
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

  /** Has code called as often as possible, unless that is going on. */
  private void begin() {
    if (!line.isEmpty() && busy.compareAndSet(false, true)) {
      executor.execute(
          () -> {
            lastLook = System.nanoTime();
            turn();
          });
    }
  }

  /** A round of the code that is wanted most, and then the next turn. */
  private void turn() {
    look();
    current = mostWanted();
    if (current == null) {
      busy.set(false);
      begin(); // something may have been added meanwhile
    } else {
      current.workEagerly();
      executor.execute(this::turn);
    }
  }

  /** What is in work is left only for what is wanted far more: half of two helps nobody. */
  private @Nullable Trainee mostWanted() {
    line.stream().filter(trainee -> trainee.demand.isForgotten()).forEach(Trainee::sleep);
    Trainee best = current != null && line.contains(current) ? current : null;
    double most = best == null ? -1 : FAR_MORE * best.demand.recent();
    for (Trainee trainee : line) {
      double wanted = trainee.demand.recent();
      if (wanted > most) {
        best = trainee;
        most = wanted;
      }
    }
    return best;
  }

  /** Now and then lets demands fade, and tells whether stand-ins do much. */
  private void look() {
    long nanos = System.nanoTime() - lastLook;
    if (nanos > LOOK_NANOS) {
      long steps = pending.stream().mapToLong(trainee -> trainee.demand.look()).sum();
      pressing = steps > PRESSING_STEPS_PER_NANO * nanos;
      lastLook += nanos;
    }
  }

  /** Code on its way to being compiled. */
  private final class Trainee {
    private final Demand demand;
    private final Supplier<Code> source;
    private final Patience patience = new Patience(renewal);
    private List<Drill> drills = List.of();
    private Runnable whenReady = () -> {};
    private boolean made;
    private boolean promises = true;

    Trainee(Demand demand, Supplier<Code> source) {
      this.demand = demand;
      this.source = source;
    }

    /** Gets in line for being made and called as often as possible. */
    void queue() {
      line.add(this);
      begin();
    }

    /** Leaves the line until the stand-in works again: compiling would only delay other code. */
    void sleep() {
      line.remove(this);
      promiseNoMore();
      demand.onNextUse(
          () -> {
            pending.add(this);
            queue();
          });
      pending.remove(this); // last: whoever sees it gone may count on being woken
    }

    private void make() {
      Code code = source.get();
      drills = code.exercises().stream().map(Drill::new).toList();
      whenReady = code.whenReady();
      made = true;
    }

    /**
     * A round of calls. The code stays in line until the JVM should have been asked to compile it;
     * what remains is waiting.
     */
    void workEagerly() {
      boolean called = (made || attempt(this::make)) && attempt(this::round);
      if (!called || isReady() || !patience.isEager(fewestCalls()) || executor.isShutdown()) {
        line.remove(this);
        goOn(called);
      }
    }

    private void workAgain() {
      look();
      if (!patience.isPromising()) {
        promiseNoMore();
      }
      if (patience.wantsRenewal()) {
        made = false;
        queue();
      } else if (line.isEmpty() && patience.wantsTurn()) {
        patience.beginTurn(fewestCalls());
        queue();
      } else {
        goOn(attempt(this::round));
      }
    }

    /** Hands over what is compiled, or waits, or gives up: at once if a call has failed. */
    private void goOn(boolean called) {
      // What was called while the thread was interrupted says nothing about its speed.
      boolean goesOn = called && !executor.isShutdown();
      if (goesOn && !isReady() && patience.lasts()) {
        long wait = patience.nextWaitNanos();
        var _ = executor.schedule(this::workAgain, wait, TimeUnit.NANOSECONDS);
        return;
      }
      if (goesOn && isReady()) {
        var _ = attempt(whenReady);
      }
      end();
    }

    private void end() {
      promiseNoMore();
      pending.remove(this);
    }

    private void promiseNoMore() {
      if (promises) {
        promises = false;
        promising.decrementAndGet();
      }
    }

    /** Of the parts that are not compiled yet. */
    private long fewestCalls() {
      return drills.stream()
          .filter(drill -> !drill.isFast())
          .mapToLong(Drill::calls)
          .min()
          .orElse(Long.MAX_VALUE);
    }

    private boolean isReady() {
      return drills.stream().allMatch(Drill::isFast);
    }

    /** Runs what is not fast yet. */
    private void round() {
      long worked = 0;
      for (Drill drill : drills) {
        if (!drill.isFast()) {
          long start = System.nanoTime();
          drill.run();
          long nanos = System.nanoTime() - start;
          worked += nanos;
          rest(nanos);
        }
      }
      patience.countRound(worked);
    }
  }

  private static void rest(long worked) {
    LockSupport.parkNanos(Math.min(REST * worked, LONGEST_REST_NANOS));
  }
}
