package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pool runs each block once, passes errors on and survives every way of calling it. */
@Timeout(60)
class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void runsEachBlockOnce(int threads) {
    try (Workers workers = new Workers(threads)) {
      assertEquals(threads, workers.threads());
      for (int blocks : new int[] {0, 1, 2, 3, 100}) {
        AtomicIntegerArray runs = new AtomicIntegerArray(blocks);
        workers.run(blocks, runs::incrementAndGet);
        for (int i = 0; i < blocks; i++) {
          assertEquals(1, runs.get(i));
        }
      }
    }
  }

  @Test
  void manyJobsInARowAllComplete() {
    try (Workers workers = new Workers(3)) {
      AtomicInteger sum = new AtomicInteger();
      for (int job = 0; job < 20_000; job++) {
        workers.run(4, sum::addAndGet);
      }
      assertEquals(20_000 * 6, sum.get());
    }
  }

  @Test
  void aCoreIsSparedWhileTheConditionHolds() {
    AtomicInteger scarce = new AtomicInteger(1);
    try (Workers workers = new Workers(3, () -> scarce.get() > 0)) {
      assertTrue(threadsOf(workers).size() <= 2);
      scarce.set(0);
      CountDownLatch all = new CountDownLatch(3);
      workers.run(
          3,
          block -> {
            all.countDown();
            await(all);
          });
    }
  }

  /** The threads that took part in many jobs of many blocks. */
  private static Set<Thread> threadsOf(Workers workers) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    for (int job = 0; job < 200; job++) {
      workers.run(
          50,
          block -> {
            threads.add(Thread.currentThread());
            Thread.yield();
          });
    }
    return threads;
  }

  @Test
  void blocksRunAtTheSameTime() {
    try (Workers workers = new Workers(2)) {
      CountDownLatch both = new CountDownLatch(2);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      workers.run(
          2,
          block -> {
            threads.add(Thread.currentThread());
            both.countDown();
            await(both);
          });
      assertEquals(2, threads.size());
      assertTrue(threads.contains(Thread.currentThread()));
    }
  }

  @Test
  void eachThreadBeginsWithItsOwnHalf() {
    try (Workers workers = new Workers(2)) {
      CountDownLatch both = new CountDownLatch(2);
      AtomicInteger others = new AtomicInteger();
      workers.run(
          8,
          block -> {
            if (block % 4 > 0) {
              others.incrementAndGet();
              return;
            }
            if (block == 4) {
              assertEquals(0, others.get(), "blocks done by a thread that block 4 is the first of");
            }
            both.countDown();
            try {
              assertTrue(both.await(10, TimeUnit.SECONDS), "both halves were begun");
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      assertEquals(6, others.get());
    }
  }

  @Test
  void wakesAfterSleeping() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      for (int i = 0; i < 20; i++) {
        Thread.sleep(2);
        CountDownLatch both = new CountDownLatch(2);
        workers.run(
            2,
            block -> {
              both.countDown();
              await(both);
            });
      }
    }
  }

  @Test
  void whatABlockThrowsReachesTheCaller() {
    try (Workers workers = new Workers(2)) {
      IllegalStateException thrown = new IllegalStateException("block 7");
      assertSame(
          thrown,
          assertThrows(
              IllegalStateException.class,
              () ->
                  workers.run(
                      50,
                      block -> {
                        if (block == 7) {
                          throw thrown;
                        }
                      })));
      assertThrows(
          StackOverflowError.class,
          () ->
              workers.run(
                  2,
                  block -> {
                    throw new StackOverflowError();
                  }));
      AtomicInteger count = new AtomicInteger();
      workers.run(10, block -> count.incrementAndGet());
      assertEquals(10, count.get());
    }
  }

  @Test
  void nestedJobsRunInside() {
    try (Workers workers = new Workers(3)) {
      AtomicInteger count = new AtomicInteger();
      workers.run(5, outer -> workers.run(7, inner -> count.incrementAndGet()));
      assertEquals(35, count.get());
    }
  }

  @Test
  void severalThreadsMayCallAtOnce() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      AtomicInteger count = new AtomicInteger();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        callers.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int job = 0; job < 500; job++) {
                        workers.run(3, block -> count.incrementAndGet());
                      }
                    }));
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertEquals(4 * 500 * 3, count.get());
    }
  }

  @Test
  void anInterruptedCallerStillGetsAllItsBlocksAndStaysInterrupted() {
    try (Workers workers = new Workers(2)) {
      AtomicInteger done = new AtomicInteger();
      CountDownLatch both = new CountDownLatch(2);
      Thread caller = Thread.currentThread();
      workers.run(
          2,
          block -> {
            both.countDown();
            await(both);
            if (!Thread.currentThread().equals(caller)) {
              sleep(20);
            } else {
              caller.interrupt();
            }
            done.incrementAndGet();
          });
      assertEquals(2, done.get());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void closedWorkersRunJobsOnTheCaller() {
    Workers workers = new Workers(3);
    workers.close();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    workers.run(10, block -> threads.add(Thread.currentThread()));
    assertEquals(Set.of(Thread.currentThread()), threads);
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void aWrongThreadCountIsNamed() {
    IllegalArgumentException none =
        assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    assertEquals("workers: 0 threads cannot work; give 1 or more", none.getMessage());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
