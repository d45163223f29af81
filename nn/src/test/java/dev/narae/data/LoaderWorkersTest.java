package dev.narae.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.Scope;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches are the same for any number of workers, and nothing is left behind. */
class LoaderWorkersTest {
  private static Dataset numbers(int count) {
    return Dataset.of(
        count, i -> Sample.of(Tensor.of(new float[] {i}, 1), Tensor.scalar((double) i)));
  }

  private static IterableDataset stream(int count) {
    return _ ->
        IntStream.range(0, count)
            .mapToObj(i -> Sample.of(Tensor.of(new float[] {i}, 1)))
            .iterator();
  }

  private static List<String> walked(DataLoader loader, int epochs) {
    List<String> seen = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      loader.epoch(epoch).forEachScoped(batch -> seen.add(text(batch)));
    }
    return seen;
  }

  private static String text(Batch batch) {
    return java.util.Arrays.toString(batch.input().toFloatArray());
  }

  private static Transform noise() {
    return (batch, random) -> {
      double shift = new Draw(random).uniform();
      return batch.mapInput(x -> x.add(shift));
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void orderAndRandomTransformsDoNotDependOnWorkers(int workers) {
    DataLoader alone = new DataLoader(numbers(53), 4).shuffled(7).transformed(noise());
    List<String> expected = walked(alone, 3);
    assertEquals(expected, walked(alone.workers(workers), 3));
    assertEquals(expected, walked(alone.virtualWorkers(workers).prefetch(9), 3));
    assertEquals(expected.size(), new HashSet<>(expected).size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void streamsKeepTheirOrder(int workers) {
    DataLoader loader = new DataLoader(stream(10), 4).workers(workers);
    List<String> expected = List.of("[0.0, 1.0, 2.0, 3.0]", "[4.0, 5.0, 6.0, 7.0]", "[8.0, 9.0]");
    assertEquals(expected, walked(loader, 1));
    assertEquals(expected.subList(0, 2), walked(loader.droppingLast(), 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void goesOnInTheMiddleOfAnEpoch(int workers) {
    for (DataLoader base :
        List.of(
            new DataLoader(numbers(50), 4).shuffled(3), new DataLoader(stream(50), 4).seed(3))) {
      DataLoader loader = base.transformed(noise()).workers(workers);
      List<String> whole = walked(loader, 1);
      LoaderState state;
      try (BatchIterator batches = loader.epoch(0).iterator()) {
        for (int i = 0; i < 5; i++) {
          assertTrue(batches.hasNext());
          assertEquals(whole.get(i), text(batches.next()));
        }
        assertTrue(batches.hasNext());
        state = batches.state();
      }
      assertEquals(new LoaderState(0, 5), state);
      List<String> rest = new ArrayList<>();
      loader.epoch(state).forEachScoped(batch -> rest.add(text(batch)));
      assertEquals(whole.subList(5, whole.size()), rest);
    }
  }

  @Test
  void neverGetsFurtherAheadThanAllowed() {
    AtomicInteger fetched = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    Dataset counting =
        Dataset.of(
            200,
            i -> {
              most.accumulateAndGet(fetched.incrementAndGet() - taken.get(), Math::max);
              return Sample.of(Tensor.scalar((double) i));
            });
    DataLoader loader = new DataLoader(counting, 1).workers(3).prefetch(4);
    loader.epoch(0).forEachScoped(_ -> taken.incrementAndGet());
    assertEquals(200, fetched.get());
    // Four ahead, and one that was handed over but not counted yet.
    assertTrue(most.get() <= 5, "ahead by " + most);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void failuresNameTheSampleAndStopTheThreads(int workers) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Dataset failing =
        Dataset.of(
            40,
            i -> {
              threads.add(Thread.currentThread());
              if (i == 17) {
                throw new UncheckedIOException(new IOException("the disk is gone"));
              }
              return Sample.of(Tensor.scalar((double) i));
            });
    DataLoader loader = new DataLoader(failing, 4).workers(workers);
    List<String> seen = new ArrayList<>();
    DataLoaderException failure =
        assertThrows(
            DataLoaderException.class,
            () -> loader.epoch(2).forEachScoped(batch -> seen.add(text(batch))));
    assertEquals(
        "DataLoader: sample 17 failed, in batch 4 of epoch 2:"
            + " java.io.UncheckedIOException: java.io.IOException: the disk is gone",
        failure.getMessage());
    assertEquals(17, failure.index().getAsLong());
    assertInstanceOf(UncheckedIOException.class, failure.getCause());
    assertEquals(4, seen.size());
    assertStopped(threads);
  }

  private static void assertStopped(Set<Thread> threads) {
    for (Thread thread : threads) {
      if (!thread.equals(Thread.currentThread())) {
        assertFalse(thread.isAlive() && !joined(thread), thread + " is still alive");
      }
    }
  }

  /** A thread that has left its pool may need a moment to end. */
  private static boolean joined(Thread thread) {
    try {
      return thread.join(java.time.Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void unequalShapesNameTheSamples() {
    Dataset ragged = Dataset.of(6, i -> Sample.of(Tensor.zeros(i == 4 ? 3 : 2)));
    DataLoader loader = new DataLoader(ragged, 3).workers(2);
    DataLoaderException failure = assertThrows(DataLoaderException.class, () -> walked(loader, 1));
    assertEquals(
        "DataLoader: batch 1 of epoch 0 failed: samples 3, 4, 5: dev.narae.ShapeException: collate:"
            + " tensor 0 has shape [2] in sample 0 of the batch, but [3] in sample 1; resize the"
            + " samples to one shape, or use Collate.padding",
        failure.getMessage());
    assertInstanceOf(ShapeException.class, failure.getCause());
    assertTrue(failure.index().isEmpty());
  }

  @Test
  void paddingMakesUnequalShapesFit() {
    Dataset ragged = Dataset.of(3, i -> Sample.of(Tensor.ones(i + 1, 2)), Collate.padding(-1));
    try (BatchIterator batches = new DataLoader(ragged, 3).epoch(0).iterator()) {
      Tensor input = batches.next().input();
      assertEquals("[3, 3, 2]", input.shape().toString());
      assertEquals(3 * 2 - 3 * 2 + 6 * 2 - 3 * 2, input.sum().item());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void failingSamplesCanBeLeftOut(int workers) {
    Dataset failing =
        Dataset.of(
            12,
            i -> {
              if (i % 5 == 0 || i == 8 || i == 9 || i == 11) {
                throw new IllegalStateException("damaged");
              }
              return Sample.of(Tensor.of(new float[] {i}, 1));
            });
    List<Long> reported = Collections.synchronizedList(new ArrayList<>());
    DataLoader loader =
        new DataLoader(failing, 4).skippingFailures(e -> reported.add(e.index())).workers(workers);
    assertEquals(List.of("[1.0, 2.0, 3.0]", "[4.0, 6.0, 7.0]"), walked(loader, 1));
    Collections.sort(reported);
    assertEquals(List.of(0L, 5L, 8L, 9L, 10L, 11L), reported);
  }

  @Test
  void closingEarlyLeavesNoThreadAndNoMemory() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Dataset data =
        Dataset.of(
            1000,
            _ -> {
              threads.add(Thread.currentThread());
              return Sample.of(Tensor.zeros(1 << 12));
            });
    DataLoader loader = new DataLoader(data, 4).workers(3).prefetch(8);
    long before = Backends.open(Backends.defaultDevice()).memory().live();
    try (Scope _ = Scope.open();
        BatchIterator batches = loader.epoch(0).iterator()) {
      batches.next();
    }
    assertTrue(Backends.open(Backends.defaultDevice()).memory().live() <= before);
    assertFalse(threads.isEmpty());
    assertStopped(threads);
  }

  /** A loop that is left by a break, and an iterator that nobody refers to any more. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  @Timeout(60)
  void anIteratorThatIsDroppedLeavesNoThreadAndNothingOpen(int workers) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    AtomicInteger closed = new AtomicInteger();
    IterableDataset data =
        _ ->
            new Counted(
                IntStream.range(0, 1000)
                    .mapToObj(
                        i -> {
                          threads.add(Thread.currentThread());
                          return Sample.of(Tensor.of(new float[] {i}, 1));
                        })
                    .iterator(),
                closed);
    breakOff(new DataLoader(data, 4).workers(workers));
    assertFalse(threads.isEmpty());
    threads.remove(Thread.currentThread());
    while (closed.get() == 0 || threads.stream().anyMatch(Thread::isAlive)) {
      System.gc();
    }
    assertEquals(1, closed.get());
  }

  private static void breakOff(DataLoader loader) {
    for (Batch batch : loader) {
      assertEquals(4, batch.size());
      break;
    }
  }

  @Test
  void aWholeWalkLeavesNoMemory() {
    DataLoader loader = new DataLoader(numbers(64), 4).workers(3);
    long before = Backends.open(Backends.defaultDevice()).memory().live();
    walked(loader, 2);
    // The collector may have returned what other tests left.
    assertTrue(Backends.open(Backends.defaultDevice()).memory().live() <= before);
  }

  /** What a data set keeps must not be released with the batch that shows it. */
  @Test
  void viewsOfTheDataSetStayOpen() {
    Tensor all = Tensor.arange(12).reshape(12, 1);
    Dataset views =
        new Dataset() {
          @Override
          public long size() {
            return 12;
          }

          @Override
          public Batch get(long[] indices) {
            return new Batch(List.of(all.narrow(0, indices[0], indices.length)));
          }
        };
    walked(new DataLoader(views, 4).workers(2), 2);
    assertEquals(66, all.sum().item());
  }

  @Test
  void aWaitingThreadCanBeInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    Dataset stuck =
        Dataset.of(
            4,
            _ -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return Sample.of(Tensor.scalar(0));
            });
    BatchIterator batches = new DataLoader(stuck, 1).workers(2).epoch(0).iterator();
    Thread.currentThread().interrupt();
    DataLoaderException failure = assertThrows(DataLoaderException.class, batches::next);
    assertTrue(Thread.interrupted());
    assertEquals(
        "DataLoader: interrupted while waiting for batch 0 of epoch 0", failure.getMessage());
  }

  @Test
  void streamsAreClosedAtTheEndAndWhenLeftEarly() {
    AtomicInteger closed = new AtomicInteger();
    IterableDataset open =
        epoch ->
            new SampleIterator(stream(10).samples(epoch)) {
              private final java.util.Iterator<Sample> all = stream(10).samples(epoch);

              @Override
              boolean advance() {
                closed.compareAndSet(-1, 0);
                return all.hasNext() && give(all.next());
              }
            };
    IterableDataset counted = epoch -> new Counted(open.samples(epoch), closed);
    walked(new DataLoader(counted, 3).workers(2), 1);
    assertEquals(1, closed.get());
    try (BatchIterator batches = new DataLoader(counted, 3).workers(2).epoch(0).iterator()) {
      batches.next();
    }
    assertEquals(2, closed.get());
  }

  private record Counted(java.util.Iterator<Sample> source, AtomicInteger closed)
      implements java.util.Iterator<Sample>, AutoCloseable {
    @Override
    public boolean hasNext() {
      return source.hasNext();
    }

    @Override
    public Sample next() {
      return source.next();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void streamsShuffleWithinAWindowAndDivideAmongProcesses() {
    DataLoader shuffled = new DataLoader(stream(50).shuffled(10, 4), 50);
    List<String> twice = walked(shuffled, 2);
    assertEquals(twice, walked(shuffled, 2));
    assertFalse(twice.get(0).equals(twice.get(1)));
    try (BatchIterator batches = shuffled.epoch(0).iterator()) {
      float[] order = batches.next().input().toFloatArray();
      for (int i = 0; i < order.length; i++) {
        assertTrue(order[i] < i + 10, "sample " + order[i] + " came at " + i);
      }
      java.util.Arrays.sort(order);
      assertArrayEquals(Tensor.arange(50).to(dev.narae.DType.F32).toFloatArray(), order);
    }
    assertEquals(List.of("[1.0, 4.0, 7.0]"), walked(new DataLoader(stream(10).shard(1, 3), 9), 1));
  }

  @Test
  void whatAStreamCannotDoIsSaid() {
    DataLoader loader = new DataLoader(stream(3), 1);
    assertEquals(
        "DataLoader.shuffled: the samples of an IterableDataset cannot be chosen by position; use"
            + " IterableDataset.shuffled, or shard",
        assertThrows(IllegalStateException.class, () -> loader.shuffled(0)).getMessage());
    assertTrue(loader.knownBatches().isEmpty());
    assertThrows(IllegalStateException.class, loader::batches);
    assertThrows(IllegalArgumentException.class, () -> loader.prefetch(3));
    assertThrows(IllegalArgumentException.class, () -> loader.workers(-1));
  }
}
