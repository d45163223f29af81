package dev.narae.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What training steps ask of the heap is measured and told. */
class PausesTest {
  @Test
  void countsBytesOfEachStep() throws Exception {
    Pauses measured = Pauses.measure(3);
    assertEquals(3, measured.steps());
    assertTrue(measured.heapBytes() > 1000, measured::toString);
  }

  @Test
  void tellsTheLongestPause() {
    Pauses calm = new Pauses(10_000, 81_234.4, List.of(0.5, 1.25));
    assertTrue(calm.isMet());
    assertEquals(
        "10,000 training steps of the report's network, batch 32: 81,234 bytes of heap a step,"
            + " 2 collections, the longest pause 1.25 ms (target: 5 ms, met)",
        calm.toString());
    assertFalse(new Pauses(1, 1, List.of(5.1)).isMet());
    assertEquals(0, new Pauses(1, 1, List.of()).longest());
  }
}
