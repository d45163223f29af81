package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What counts as wanted, and for how long. */
class DemandTest {
  @Test
  void isWhatStandInsDo() {
    Demand demand = new Demand();
    assertEquals(0, demand.recent());
    demand.add(3);
    demand.add(4);
    assertEquals(7, demand.recent());
  }

  @Test
  void eachLookTellsWhatIsNew() {
    Demand demand = new Demand();
    demand.add(5);
    assertEquals(5, demand.look());
    assertEquals(0, demand.look());
    demand.add(2);
    assertEquals(2, demand.look());
  }

  /** One large computation at the start must not come before what is computed again and again. */
  @Test
  void fadesUnlessItGoesOn() {
    Demand once = new Demand();
    Demand often = new Demand();
    once.add(1000);
    for (int i = 0; i < 40; i++) {
      once.look();
      often.add(10);
      often.look();
    }
    assertTrue(once.recent() < 20, () -> "once: " + once.recent());
    assertTrue(often.recent() > 80, () -> "often: " + often.recent());
  }

  @Test
  void isForgottenLongAfterTheLastWork() {
    Demand demand = new Demand();
    demand.look();
    assertFalse(demand.isForgotten(), "no work yet");
    demand.add(1000);
    for (int i = 0; i < 40; i++) {
      demand.look();
    }
    assertFalse(demand.isForgotten(), "two seconds later");
    for (int i = 0; i < 40; i++) {
      demand.look();
    }
    assertTrue(demand.isForgotten(), "four seconds later");
    demand.add(1000);
    assertFalse(demand.isForgotten(), "in use again");
  }

  @Test
  void tellsOfTheNextWorkOnce() {
    Demand demand = forgotten();
    AtomicInteger told = new AtomicInteger();
    demand.onNextUse(told::incrementAndGet);
    assertEquals(0, told.get());
    demand.add(1);
    demand.add(1);
    assertEquals(1, told.get());
  }

  /** Work between the look that found it forgotten and the request to be told must not be lost. */
  @Test
  void tellsAtOnceOfWorkThatCameJustBefore() {
    Demand demand = forgotten();
    AtomicInteger told = new AtomicInteger();
    demand.add(1000);
    demand.onNextUse(told::incrementAndGet);
    assertEquals(1, told.get());
  }

  private static Demand forgotten() {
    Demand demand = new Demand();
    demand.add(1000);
    while (!demand.isForgotten()) {
      demand.look();
    }
    return demand;
  }
}
