package dev.narae.benchmarks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Compilers by clocks of the test's own. */
class CompilersTest {
  private long now;
  private long work;
  private final Compilers compilers = new Compilers(() -> now, () -> work);

  private boolean restAfter(long millis, long worked) {
    now += millis;
    work += worked;
    return compilers.areResting();
  }

  @Test
  void restIsSeenAfterAWholeWindowWithLittleWork() {
    assertFalse(restAfter(500, 0));
    assertTrue(restAfter(500, 10));
    assertTrue(restAfter(300, 300), "the window has not ended yet");
    assertFalse(restAfter(700, 0));
    assertFalse(restAfter(1000, 60));
    assertTrue(restAfter(1000, 40));
  }

  @Test
  void thisJvmTellsHowLongItCompiled() {
    assertFalse(Compilers.ofThisJvm().areResting());
  }
}
