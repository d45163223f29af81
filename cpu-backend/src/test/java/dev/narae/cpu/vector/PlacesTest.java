package dev.narae.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PlacesTest {

  @Test
  void aThreadGetsItsOwnPlaceAgainWhateverOthersDid() throws Exception {
    Places places = new Places(4);
    int mine = turn(places);
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      int theirs = other.submit(() -> turn(places)).get();
      assertNotEquals(mine, theirs);
      for (int i = 0; i < 10; i++) {
        assertEquals(theirs, other.submit(() -> turn(places)).get());
        assertEquals(mine, turn(places));
      }
    }
  }

  @Test
  void placesTakenAtOnceDiffer() {
    Places places = new Places(4);
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      taken.add(places.acquire());
    }
    assertEquals(Set.of(0, 1, 2, 3), taken);
  }

  @Test
  void whoFindsNoneWaitsAndKeepsAnInterrupt() throws Exception {
    Places places = new Places(1);
    int place = places.acquire();
    CompletableFuture<Boolean> waited = new CompletableFuture<>();
    AtomicReference<Thread> waiter = new AtomicReference<>();
    waiter.set(
        Thread.ofPlatform()
            .start(
                () -> {
                  places.release(places.acquire());
                  waited.complete(Thread.currentThread().isInterrupted());
                }));
    waiter.get().interrupt();
    assertThrows(TimeoutException.class, () -> waited.get(50, TimeUnit.MILLISECONDS));
    places.release(place);
    assertTrue(waited.get(30, TimeUnit.SECONDS));
  }

  @Test
  void manyThreadsNeverShareAPlace() throws Exception {
    Places places = new Places(2);
    Set<Integer> held = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
      CompletableFuture<?>[] all = new CompletableFuture<?>[5];
      for (int t = 0; t < all.length; t++) {
        all[t] = CompletableFuture.runAsync(() -> holdOften(places, held), threads);
      }
      CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);
    }
  }

  private static void holdOften(Places places, Set<Integer> held) {
    for (int i = 0; i < 2000; i++) {
      int place = places.acquire();
      assertTrue(held.add(place), "a place is held twice");
      Thread.onSpinWait();
      held.remove(place);
      places.release(place);
    }
  }

  private static int turn(Places places) {
    int place = places.acquire();
    places.release(place);
    return place;
  }
}
