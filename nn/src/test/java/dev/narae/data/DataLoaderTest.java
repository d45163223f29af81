package dev.narae.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Order, size and lifetime of batches. */
class DataLoaderTest {
  private static Dataset numbers(long count) {
    return new TensorDataset(Tensor.arange(count), Tensor.arange(count).mul(10L));
  }

  private static List<Long> inputs(Iterable<Batch> batches) {
    List<Long> all = new ArrayList<>();
    batches.forEach(batch -> Arrays.stream(batch.input().toLongArray()).forEach(all::add));
    return all;
  }

  private static List<Long> sizes(Iterable<Batch> batches) {
    List<Long> sizes = new ArrayList<>();
    batches.forEach(batch -> sizes.add(batch.size()));
    return sizes;
  }

  @Test
  void walksInOrderAndEndsWithTheRest() {
    DataLoader loader = new DataLoader(numbers(10), 4);
    assertEquals(List.of(4L, 4L, 2L), sizes(loader));
    assertEquals(LongStream.range(0, 10).boxed().toList(), inputs(loader));
    assertEquals(3, loader.batches());
    assertEquals(10, loader.samples());
  }

  @Test
  void canDropTheRest() {
    DataLoader loader = new DataLoader(numbers(10), 4).droppingLast();
    assertEquals(List.of(4L, 4L), sizes(loader));
    assertEquals(2, loader.batches());
    assertEquals(8, loader.samples());
    assertEquals(List.of(5L), sizes(new DataLoader(numbers(5), 5).droppingLast()));
  }

  @Test
  void batchesLargerThanTheDataHoldAllOfIt() {
    assertEquals(List.of(3L), sizes(new DataLoader(numbers(3), 100)));
  }

  @Test
  void inputsAndTargetsStayTogether() {
    for (Batch batch : new DataLoader(numbers(20), 6).shuffled(1)) {
      long[] expected = batch.input().mul(10L).toLongArray();
      assertArrayEquals(expected, batch.target().toLongArray());
    }
  }

  @Test
  void shuffledEpochsVisitEverythingOnceInAnotherOrder() {
    DataLoader loader = new DataLoader(numbers(100), 7).shuffled(42);
    List<Long> first = inputs(loader.epoch(0));
    List<Long> second = inputs(loader.epoch(1));
    assertNotEquals(first, second);
    for (List<Long> order : List.of(first, second)) {
      List<Long> sorted = new ArrayList<>(order);
      Collections.sort(sorted);
      assertEquals(LongStream.range(0, 100).boxed().toList(), sorted);
    }
  }

  @Test
  void seedAndEpochDecideTheOrder() {
    DataLoader loader = new DataLoader(numbers(100), 7).shuffled(42);
    Epoch third = loader.epoch(3);
    List<Long> order = inputs(third);
    assertEquals(order, inputs(third), "iterating again repeats");
    assertEquals(order, inputs(new DataLoader(numbers(100), 10).shuffled(42).epoch(3)));
    assertNotEquals(order, inputs(new DataLoader(numbers(100), 7).shuffled(43).epoch(3)));
  }

  @Test
  void iteratingTheLoaderTakesOneEpochAfterAnother() {
    DataLoader loader = new DataLoader(numbers(50), 8).shuffled(9);
    List<Long> first = inputs(loader.epoch(0));
    List<Long> second = inputs(loader.epoch(1));
    assertEquals(first, inputs(loader));
    assertEquals(second, inputs(loader));
  }

  /** Each of the 24 orders of four samples comes about equally often. */
  @Test
  void ordersAreUniform() {
    Map<List<Long>, Integer> counts = new HashMap<>();
    for (int epoch = 0; epoch < 4800; epoch++) {
      long[] order = {0, 1, 2, 3};
      Shuffle.shuffle(order, 7, epoch);
      counts.merge(Arrays.stream(order).boxed().toList(), 1, Integer::sum);
    }
    assertEquals(24, counts.size());
    double chiSquare =
        counts.values().stream().mapToDouble(n -> (n - 200.0) * (n - 200.0) / 200).sum();
    assertTrue(chiSquare < 49.7, "chi-square with 23 degrees of freedom, p = 0.001: " + chiSquare);
  }

  @Test
  void plainIterationLeavesBatchesOpen() {
    List<Batch> batches = new ArrayList<>();
    new DataLoader(numbers(6), 2).forEach(batches::add);
    assertArrayEquals(new long[] {0, 1}, batches.getFirst().input().toLongArray());
  }

  @Test
  void scopedIterationReleasesEachBatch() {
    List<Tensor> seen = new ArrayList<>();
    new DataLoader(numbers(6), 2)
        .epoch(0)
        .forEachScoped(
            batch -> {
              assertTrue(seen.stream().allMatch(Tensor::isClosed));
              assertFalse(batch.input().isClosed());
              seen.add(batch.input());
            });
    assertEquals(3, seen.size());
    assertTrue(seen.getLast().isClosed());
  }

  @Test
  void endsWhereItShould() {
    Iterator<Batch> batches = new DataLoader(numbers(2), 2).iterator();
    assertEquals(2, batches.next().size());
    assertFalse(batches.hasNext());
    assertThrows(NoSuchElementException.class, batches::next);
  }

  @Test
  void impossibleChoicesAreRefused() {
    assertMessage(
        "DataLoader: the batch size is 0; it must be at least 1",
        () -> new DataLoader(numbers(3), 0));
    assertMessage(
        "DataLoader: the data set has 0 samples; it must have 1 to 2^31 - 9",
        () -> new DataLoader(numbers(0), 1));
    assertMessage(
        "DataLoader: 3 samples do not fill one batch of 4; make the batches smaller",
        () -> new DataLoader(numbers(3), 4).droppingLast());
    assertMessage(
        "DataLoader: epoch -1; epochs are counted from 0",
        () -> new DataLoader(numbers(3), 4).epoch(-1));
  }

  private static void assertMessage(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
