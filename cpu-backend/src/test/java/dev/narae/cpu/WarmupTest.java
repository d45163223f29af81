package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.cpu.Warmup.Code;
import dev.narae.cpu.Warmup.Exercise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When code is handed over, and when work for it ends. */
@Timeout(120)
class WarmupTest {
  private static final Exercise FAST = new Exercise(() -> {}, 1000);

  private static void slow() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
  }

  @Test
  void preparesFirstAndHandsOverInTheOrderOfRequests() throws InterruptedException {
    List<String> events = new CopyOnWriteArrayList<>();
    CountDownLatch ready = new CountDownLatch(2);
    try (Warmup warmup = new Warmup(() -> events.add("prepared"))) {
      for (String name : List.of("a", "b")) {
        warmup.submit(new Demand(), () -> noting(name, events, ready));
      }
      assertTrue(ready.await(60, TimeUnit.SECONDS));
    }
    assertEquals(List.of("prepared", "a", "b"), events);
  }

  @Test
  void handsOverOnlyWhenEveryPartIsFast() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch ready = new CountDownLatch(1);
    Runnable slowAtFirst =
        () -> {
          if (calls.getAndIncrement() < 100) {
            slow();
          }
        };
    try (Warmup warmup = new Warmup(() -> {})) {
      Exercise late = new Exercise(slowAtFirst, 1000);
      warmup.submit(new Demand(), () -> new Code(List.of(FAST, late), ready::countDown));
      assertTrue(ready.await(60, TimeUnit.SECONDS));
    }
    assertTrue(calls.get() > 100, calls::toString);
  }

  /** Few calls now and then would take a minute for what the JVM compiles after thousands. */
  @Test
  void longCodeIsCalledOftenEnoughAtOnce() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch ready = new CountDownLatch(1);
    Runnable compiledLate =
        () -> {
          if (calls.getAndIncrement() < 9000) {
            long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(20);
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
          }
        };
    try (Warmup warmup = new Warmup(() -> {})) {
      warmup.submit(
          new Demand(),
          () -> new Code(List.of(new Exercise(compiledLate, 1000)), ready::countDown));
      assertTrue(ready.await(30, TimeUnit.SECONDS), calls + " calls");
    }
  }

  /** One turn of calls at once was not enough for long code, and few calls followed it. */
  @Test
  void longCodeGetsFurtherTurnsWhileNoOtherWantsThem() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch ready = new CountDownLatch(1);
    Runnable compiledLate =
        () -> {
          if (calls.getAndIncrement() < 2500) {
            // Not asleep, which takes longer on a busy machine, and a turn has fewer calls then.
            spin(TimeUnit.MILLISECONDS.toNanos(1));
          }
        };
    try (Warmup warmup = new Warmup(() -> {})) {
      warmup.submit(new Demand(), () -> code(compiledLate, ready::countDown));
      assertTrue(ready.await(20, TimeUnit.SECONDS), calls + " calls");
    }
  }

  /**
   * HotSpot may leave code in a form that it compiles no further; the same code anew it compiles.
   */
  @Test
  void codeThatStaysSlowIsMadeAnew() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    CountDownLatch ready = new CountDownLatch(1);
    try (Warmup warmup = new Warmup(() -> {}, 4, 0)) {
      warmup.submit(
          new Demand(),
          () -> {
            Exercise stuck = new Exercise(WarmupTest::slow, 1000);
            Exercise exercise = made.getAndIncrement() == 0 ? stuck : FAST;
            return new Code(List.of(exercise), ready::countDown);
          });
      assertTrue(ready.await(60, TimeUnit.SECONDS));
    }
    assertEquals(2, made.get());
  }

  @Test
  void slowCodeHoldsUpNoOther() throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (Warmup warmup = new Warmup(() -> {})) {
      warmup.submit(
          new Demand(),
          () -> new Code(List.of(new Exercise(WarmupTest::slow, 1000)), never::countDown));
      warmup.submit(new Demand(), () -> new Code(List.of(FAST), ready::countDown));
      assertTrue(ready.await(60, TimeUnit.SECONDS));
    }
    assertEquals(1, never.getCount());
  }

  @Test
  void closingEndsTheWork() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch late = new CountDownLatch(1);
    Runnable counted =
        () -> {
          calls.incrementAndGet();
          begun.countDown();
          slow();
        };
    Warmup warmup = new Warmup(() -> {});
    warmup.submit(new Demand(), () -> new Code(List.of(new Exercise(counted, 1000)), () -> {}));
    assertTrue(begun.await(60, TimeUnit.SECONDS));
    warmup.close();
    warmup.submit(new Demand(), () -> new Code(List.of(FAST), late::countDown));
    assertFalse(late.await(500, TimeUnit.MILLISECONDS));
    int after = calls.get();
    assertFalse(late.await(200, TimeUnit.MILLISECONDS));
    assertEquals(after, calls.get());
  }

  /** Code that waits for the compiler used to be looked at only after all other code was begun. */
  @Test
  void compiledCodeIsHandedOverWhileOtherCodeIsCalled() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch ready = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Runnable compiledAfterItsTurn =
        () -> {
          if (calls.getAndIncrement() < 10_000 || begun.getCount() > 0) {
            spin(TimeUnit.MICROSECONDS.toNanos(10));
          }
        };
    Runnable compiledWithTheOther =
        () -> {
          begun.countDown();
          if (ready.getCount() > 0) {
            spin(TimeUnit.MICROSECONDS.toNanos(10));
          } else {
            never.countDown();
          }
        };
    try (Warmup warmup = new Warmup(() -> {})) {
      warmup.submit(new Demand(), () -> code(compiledAfterItsTurn, ready::countDown));
      warmup.submit(new Demand(), () -> code(compiledWithTheOther, () -> {}));
      assertTrue(ready.await(60, TimeUnit.SECONDS));
      assertTrue(never.await(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void needsACoreWhileMuchCodeMayBeCompiledSoon() throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(2);
    CountDownLatch begin = new CountDownLatch(1);
    try (Warmup warmup = new Warmup(() -> awaitQuietly(begin), 1000, Long.MAX_VALUE)) {
      submitWanted(warmup, () -> code(WarmupTest::slow, ready::countDown));
      submitWanted(warmup, () -> code(() -> {}, ready::countDown));
      assertFalse(warmup.needsCore());
      submitWanted(warmup, () -> code(() -> {}, ready::countDown));
      assertTrue(warmup.needsCore());
      begin.countDown();
      assertTrue(ready.await(60, TimeUnit.SECONDS));
      while (warmup.needsCore()) {
        Thread.onSpinWait();
      }
      assertFalse(warmup.isIdle());
    }
  }

  @Test
  void needsNoCoreOnceTheProgramHasStarted() {
    try (Warmup warmup = new Warmup(() -> {}, 1000, 0)) {
      for (int i = 0; i < 3; i++) {
        submitWanted(warmup, () -> code(WarmupTest::slow, () -> {}));
      }
      assertFalse(warmup.needsCore());
      assertFalse(warmup.isIdle());
    }
  }

  /** Code that the JVM never compiles must not keep a core from real work. */
  @Test
  void codeThatStaysSlowPromisesNothingSoon() {
    try (Warmup warmup = new Warmup(() -> {}, 1000, Long.MAX_VALUE)) {
      for (int i = 0; i < 3; i++) {
        submitWanted(warmup, () -> code(WarmupTest::slow, () -> {}));
      }
      assertTrue(warmup.needsCore());
      while (warmup.needsCore()) {
        Thread.onSpinWait();
      }
      assertFalse(warmup.isIdle());
    }
  }

  /** Scalar code that takes little of the time leaves both cores to real work. */
  @Test
  void needsNoCoreForWhatIsLittleWanted() {
    try (Warmup warmup = new Warmup(() -> {}, 1000, Long.MAX_VALUE)) {
      for (int i = 0; i < 3; i++) {
        warmup.submit(new Demand(), () -> code(WarmupTest::slow, () -> {}));
      }
      long begin = System.nanoTime();
      while (warmup.needsCore()) {
        Thread.onSpinWait();
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
      assertTrue(seconds < 1, () -> "too late: the code was given up by now");
    }
  }

  @Test
  void whatIsWantedMostComesFirst() throws InterruptedException {
    List<String> events = new CopyOnWriteArrayList<>();
    CountDownLatch begin = new CountDownLatch(1);
    CountDownLatch ready = new CountDownLatch(3);
    try (Warmup warmup = new Warmup(() -> awaitQuietly(begin))) {
      for (int wanted : new int[] {1, 3, 2}) {
        Demand demand = new Demand();
        demand.add(wanted);
        warmup.submit(demand, () -> noting("wanted " + wanted, events, ready));
      }
      begin.countDown();
      assertTrue(ready.await(60, TimeUnit.SECONDS));
    }
    assertEquals(List.of("wanted 3", "wanted 2", "wanted 1"), events);
  }

  /** Long code that hardly anything waits for used to keep all other code waiting. */
  @Test
  void whatIsWantedMoreInterruptsOtherCode() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ready = new CountDownLatch(1);
    Runnable counted =
        () -> {
          calls.incrementAndGet();
          begun.countDown();
          slow();
        };
    AtomicInteger callsWhenReady = new AtomicInteger();
    try (Warmup warmup = new Warmup(() -> {})) {
      warmup.submit(new Demand(), () -> code(counted, () -> {}));
      assertTrue(begun.await(60, TimeUnit.SECONDS));
      Demand demand = new Demand();
      demand.add(1000);
      int before = calls.get();
      warmup.submit(
          demand,
          () ->
              new Code(
                  List.of(FAST),
                  () -> {
                    callsWhenReady.set(calls.get() - before);
                    ready.countDown();
                  }));
      assertTrue(ready.await(60, TimeUnit.SECONDS));
    }
    assertTrue(callsWhenReady.get() < 100, callsWhenReady::toString);
  }

  /** The weights of a network are made once: compiling what made them would delay its training. */
  @Test
  void whatWasWantedOnceWaitsUntilItIsWantedAgain() throws InterruptedException {
    Demand demand = new Demand();
    CountDownLatch begin = new CountDownLatch(1);
    CountDownLatch ready = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    try (Warmup warmup = new Warmup(() -> awaitQuietly(begin))) {
      demand.add(1000);
      warmup.submit(
          demand,
          () -> {
            made.incrementAndGet();
            return new Code(List.of(FAST), ready::countDown);
          });
      while (!demand.isForgotten()) {
        demand.look();
      }
      begin.countDown();
      while (!warmup.isIdle()) {
        Thread.onSpinWait();
      }
      assertEquals(0, made.get());
      demand.add(1000);
      assertTrue(ready.await(60, TimeUnit.SECONDS));
    }
  }

  /** Submits code whose stand-in does a second's work at each call. */
  private static void submitWanted(Warmup warmup, Supplier<Code> source) {
    Demand demand = new Demand();
    warmup.submit(
        demand,
        () -> {
          Code code = source.get();
          List<Exercise> exercises =
              code.exercises().stream()
                  .map(
                      exercise ->
                          new Exercise(
                              () -> {
                                demand.add(1_000_000_000);
                                exercise.call().run();
                              },
                              exercise.steps()))
                  .toList();
          return new Code(exercises, code.whenReady());
        });
  }

  /** Code that is fast and tells when it is handed over. */
  private static Code noting(String event, List<String> events, CountDownLatch ready) {
    return new Code(
        List.of(FAST),
        () -> {
          events.add(event);
          ready.countDown();
        });
  }

  private static Code code(Runnable call, Runnable whenReady) {
    return new Code(List.of(new Exercise(call, 1000)), whenReady);
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void isIdleOnceNothingIsLeftToCompile() throws InterruptedException {
    CountDownLatch begin = new CountDownLatch(1);
    CountDownLatch ready = new CountDownLatch(1);
    CountDownLatch last = new CountDownLatch(1);
    try (Warmup warmup = new Warmup(() -> {})) {
      assertTrue(warmup.isIdle());
      warmup.submit(
          new Demand(),
          () -> {
            awaitQuietly(begin);
            return new Code(List.of(FAST), ready::countDown);
          });
      assertFalse(warmup.isIdle());
      begin.countDown();
      assertTrue(ready.await(60, TimeUnit.SECONDS));
      warmup.submit(
          new Demand(),
          () -> {
            last.countDown();
            throw new IllegalStateException("expected by this test");
          });
      assertTrue(last.await(60, TimeUnit.SECONDS));
      while (!warmup.isIdle()) {
        Thread.onSpinWait();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void codeThatFailsHoldsUpNoOther() throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    try (Warmup warmup = new Warmup(() -> {})) {
      warmup.submit(
          new Demand(),
          () -> {
            throw new IllegalStateException("expected by this test");
          });
      warmup.submit(new Demand(), () -> new Code(List.of(FAST), ready::countDown));
      assertTrue(ready.await(60, TimeUnit.SECONDS));
    }
  }
}
