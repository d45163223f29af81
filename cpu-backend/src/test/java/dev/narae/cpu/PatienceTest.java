package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How often code is called at once, waited for and made anew. */
class PatienceTest {
  private static final long HALF_A_TURN = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int ENOUGH = 10_000;

  private final Patience patience = new Patience(Patience.FIRST_RENEWAL);

  @Test
  void aTurnEndsAfterManyCallsOrAfterLongWork() {
    assertTrue(patience.isEager(ENOUGH - 1));
    assertFalse(patience.isEager(ENOUGH));
    patience.countRound(HALF_A_TURN);
    assertTrue(patience.isEager(ENOUGH - 1));
    patience.countRound(HALF_A_TURN);
    assertFalse(patience.isEager(0));
  }

  @Test
  void anotherTurnComesAfterTheCompilerHadTimeAndCountsItsOwnCallsAndWork() {
    patience.countRound(2 * HALF_A_TURN);
    assertFalse(patience.wantsTurn());
    waitUntilATurnIsWanted();
    patience.beginTurn(ENOUGH);
    assertFalse(patience.wantsTurn());
    assertTrue(patience.isEager(2 * ENOUGH - 1));
    assertFalse(patience.isEager(2 * ENOUGH));
    patience.countRound(2 * HALF_A_TURN);
    assertFalse(patience.isEager(ENOUGH));
  }

  /** Calls that lead nowhere must not take half a core for ever. */
  @Test
  void turnsEndUnlessTheCodeIsMadeAnew() {
    assertEquals(7, furtherTurns());
    assertEquals(0, furtherTurns());
    while (!patience.wantsRenewal()) {
      patience.nextWaitNanos();
    }
    assertTrue(patience.isEager(0));
    assertEquals(7, furtherTurns());
  }

  @Test
  void waitsGrowToATenthOfASecondAndComeToAnEnd() {
    long last = 0;
    int waits = 0;
    for (; patience.lasts(); waits++) {
      long next = patience.nextWaitNanos();
      assertTrue(next >= last);
      last = next;
    }
    assertEquals(TimeUnit.MILLISECONDS.toNanos(100), last);
    assertEquals(3000, waits);
  }

  @Test
  void codeIsMadeAnewEverMoreSeldom() {
    int first = waitsUntilRenewal();
    assertEquals(Patience.FIRST_RENEWAL, first);
    assertEquals(first, waitsUntilRenewal());
    assertEquals(2 * first, waitsUntilRenewal());
  }

  private int waitsUntilRenewal() {
    int waits = 0;
    for (; !patience.wantsRenewal(); waits++) {
      patience.nextWaitNanos();
    }
    return waits;
  }

  private void waitUntilATurnIsWanted() {
    for (int waits = 0; !patience.wantsTurn(); waits++) {
      assertTrue(waits < 10, "no turn is wanted");
      patience.nextWaitNanos();
    }
  }

  /** Turns that are wanted in so many waits. */
  private int furtherTurns() {
    int turns = 0;
    for (int waits = 0; waits < 100; waits++) {
      if (patience.wantsTurn()) {
        patience.beginTurn(0);
        turns++;
      }
      patience.nextWaitNanos();
    }
    return turns;
  }
}
