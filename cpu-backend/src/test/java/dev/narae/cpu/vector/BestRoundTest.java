package dev.narae.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Loops whose compiled code comes at once, late or never, by a clock of their own. */
class BestRoundTest {
  private static final long FAST = TimeUnit.MICROSECONDS.toNanos(2);
  private static final long SLOW = TimeUnit.MICROSECONDS.toNanos(127);
  private static final long INTERPRETED = TimeUnit.MILLISECONDS.toNanos(10);

  private long now;
  private long paused;

  /** The best round of a loop that is compiled after that time. */
  private long best(long enough, long before, long after, long compiledAt) {
    return new BestRound(() -> now, this::pause)
        .nanos(enough, () -> now += now < compiledAt ? before : after);
  }

  private void pause(long nanos) {
    now += nanos;
    paused += nanos;
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void codeThatComesAtOnceTakesAFractionOfASecond() {
    assertEquals(FAST, best(2 * FAST, INTERPRETED, FAST, seconds(1) / 10));
    assertTrue(now < seconds(1) / 4, () -> now + " ns");
  }

  /** What a JVM with much to compile did: no faster for thousands of rounds, then compiled. */
  @Test
  void codeThatComesLateIsWaitedFor() {
    assertEquals(FAST, best(2 * FAST, SLOW, FAST, seconds(11)));
  }

  @Test
  void codeThatNeverComesIsGivenUp() {
    assertEquals(SLOW, best(2 * FAST, SLOW, FAST, Long.MAX_VALUE));
    assertTrue(now < seconds(20), () -> now + " ns");
  }

  @Test
  void aSlowLoopIsEnoughWhereNoneWasAskedFor() {
    assertEquals(SLOW, best(Long.MAX_VALUE, SLOW, FAST, seconds(5)));
    assertTrue(now < seconds(1), () -> now + " ns");
  }

  @Test
  void aFewRoundsOfTheFirstCompilersCodeDoNotCount() {
    assertEquals(FAST, best(Long.MAX_VALUE, 2 * FAST, FAST, seconds(1) / 25));
  }

  @Test
  void aSlowLoopLeavesTheProcessorToTheCompiler() {
    best(2 * FAST, INTERPRETED, INTERPRETED, Long.MAX_VALUE);
    assertTrue(paused > 0, "no pause");
  }

  @Test
  void aRoundTooShortForTheClockTakesANanosecond() {
    long[] reads = {0};
    BestRound rounds = new BestRound(() -> reads[0]++ / 2 * 1000, this::pause);
    assertEquals(1, rounds.nanos(Long.MAX_VALUE, () -> {}));
  }
}
