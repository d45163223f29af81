package dev.narae.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which samples are chosen, and how data sets are divided and joined. */
class SamplerTest {
  private static TensorDataset numbers(long first, long count) {
    return new TensorDataset(Tensor.arange(count).add(first).reshape(count, 1));
  }

  private static long[] values(Dataset data) {
    return data.get(Sampler.sequential(data.size()).order(0)).input().toLongArray();
  }

  @Test
  void weightsDecideHowOftenASampleIsDrawn() {
    Sampler sampler = Sampler.weighted(new double[] {0, 1, 0, 3, 0}, 40_000, true, 5);
    long[] counts = new long[5];
    for (long index : sampler.order(0)) {
      counts[(int) index]++;
    }
    assertEquals(0, counts[0] + counts[2] + counts[4]);
    // Five standard deviations of a binomial distribution.
    assertEquals(10_000, (double) counts[1], 5 * Math.sqrt(40_000 * 0.25 * 0.75));
    assertArrayEquals(sampler.order(0), sampler.order(0));
    assertFalse(Arrays.equals(sampler.order(0), sampler.order(1)));
  }

  @Test
  void withoutReplacementEachComesOnce() {
    double[] weights = {1, 0, 1, 5, 1};
    int first = 0;
    for (int epoch = 0; epoch < 1000; epoch++) {
      long[] order = Sampler.weighted(weights, 4, false, 1).order(epoch);
      first += order[0] == 3 ? 1 : 0;
      Arrays.sort(order);
      assertArrayEquals(new long[] {0, 2, 3, 4}, order);
    }
    assertEquals(625, first, 5 * Math.sqrt(1000 * 0.625 * 0.375));
  }

  @Test
  void impossibleWeightsAreRefused() {
    assertRefused(
        "Sampler.weighted: weight 1 is -1.0; weights must be finite and 0 or more", 1, true, 1, -1);
    assertRefused(
        "Sampler.weighted: the weights add up to 0.0; at least one must be positive", 1, true, 0);
    assertRefused(
        "Sampler.weighted: 3 draws of 2 samples with positive weight, without replacement; draw"
            + " fewer, or with replacement",
        3,
        false,
        1,
        0,
        1);
  }

  private static void assertRefused(String message, int count, boolean again, double... weights) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class, () -> Sampler.weighted(weights, count, again, 0))
            .getMessage());
  }

  @Test
  void processesShareAnEpoch() {
    Sampler all = Sampler.random(10, 3);
    long[] order = all.order(2);
    for (int rank = 0; rank < 3; rank++) {
      long[] own = all.distributed(rank, 3).order(2);
      assertEquals(4, all.distributed(rank, 3).size());
      for (int i = 0; i < own.length; i++) {
        assertEquals(order[(3 * i + rank) % 10], own[i]);
      }
    }
    assertEquals(
        "Sampler.distributed: rank 3 of 3 processes; ranks run from 0 to one less than their"
            + " number",
        assertThrows(IllegalArgumentException.class, () -> all.distributed(3, 3)).getMessage());
  }

  @Test
  void loadersFollowASampler() {
    DataLoader loader =
        new DataLoader(numbers(0, 6), 2).sampled(Sampler.sequential(6).distributed(1, 2));
    assertEquals(2, loader.batches());
    assertEquals(3, loader.samples());
    try (BatchIterator batches = loader.epoch(0).iterator()) {
      assertArrayEquals(new long[] {1, 3}, batches.next().input().toLongArray());
      assertArrayEquals(new long[] {5}, batches.next().input().toLongArray());
      assertFalse(batches.hasNext());
    }
  }

  @Test
  void subsetsAndConcatenationsMapPositions() {
    Dataset joined = Dataset.concat(numbers(0, 3), numbers(100, 2), numbers(200, 1));
    assertEquals(6, joined.size());
    assertArrayEquals(new long[] {0, 1, 2, 100, 101, 200}, values(joined));
    assertArrayEquals(new long[] {200, 1, 100, 100}, values(joined.subset(5, 1, 3, 3)));
    assertEquals(
        "sample 6 of a data set of 6; positions run from 0 to 5",
        assertThrows(IndexOutOfBoundsException.class, () -> joined.subset(6)).getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> joined.get(new long[] {-1}));
  }

  @Test
  void splitsHoldEachSampleOnce() {
    Dataset data = numbers(0, 11);
    List<Dataset> parts = data.randomSplit(9, 0.5, 0.3, 0.2);
    assertEquals(List.of(6L, 3L, 2L), parts.stream().map(Dataset::size).toList());
    long[] all =
        parts.stream().flatMapToLong(part -> Arrays.stream(values(part))).sorted().toArray();
    assertArrayEquals(values(data), all);
    assertArrayEquals(values(parts.get(0)), values(data.randomSplit(9, 6L, 5L).get(0)));
    assertFalse(Arrays.equals(values(parts.get(0)), values(data.randomSplit(10, 6L, 5L).get(0))));
    assertEquals(
        "randomSplit: sizes [3, 4] of a data set of 11 samples; they must be 0 or more and add up"
            + " to it",
        assertThrows(IllegalArgumentException.class, () -> data.randomSplit(0, 3L, 4L))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> data.randomSplit(0, 0.5, 0.6));
  }
}
