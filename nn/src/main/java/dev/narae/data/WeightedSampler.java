package dev.narae.data;

import dev.narae.Generator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Positions drawn with probabilities in proportion to weights. */
final class WeightedSampler implements Sampler {
  private final double[] weights;
  private final double[] sums;
  private final int count;
  private final boolean replacement;
  private final long seed;

  WeightedSampler(double[] weights, int count, boolean replacement, long seed) {
    this.weights = weights.clone();
    this.count = count;
    this.replacement = replacement;
    this.seed = seed;
    sums = new double[weights.length];
    check();
  }

  private void check() {
    double sum = 0;
    int positive = 0;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && Double.isFinite(weights[i]))) {
        throw new IllegalArgumentException(
            "Sampler.weighted: weight %d is %s; weights must be finite and 0 or more"
                .formatted(i, weights[i]));
      }
      sum += weights[i];
      sums[i] = sum;
      positive += weights[i] > 0 ? 1 : 0;
    }
    if (positive == 0 || !Double.isFinite(sum)) {
      throw new IllegalArgumentException(
          "Sampler.weighted: the weights add up to %s; at least one must be positive"
              .formatted(sum));
    }
    if (count < 1 || (!replacement && count > positive)) {
      throw new IllegalArgumentException(
          "Sampler.weighted: %d draws of %d samples with positive weight, %s replacement; %s"
              .formatted(
                  count,
                  positive,
                  replacement ? "with" : "without",
                  count < 1 ? "draw at least one" : "draw fewer, or with replacement"));
    }
  }

  @Override
  public long size() {
    return count;
  }

  @Override
  public long[] order(int epoch) {
    Generator random = Shuffle.generator(seed, epoch);
    return replacement ? withReplacement(random) : withoutReplacement(random);
  }

  private long[] withReplacement(Generator random) {
    long[] order = new long[count];
    double total = sums[sums.length - 1];
    for (int i = 0; i < count; i++) {
      double place = Shuffle.uniform(random.nextKey()) * total;
      int found = Arrays.binarySearch(sums, place);
      int above = found >= 0 ? found + 1 : -found - 1;
      // A weight of 0 has the same sum as the one before: the first sum above is never its own.
      while (above < sums.length - 1 && sums[above] <= place) {
        above++;
      }
      order[i] = above;
    }
    return order;
  }

  /**
   * The order of exponential waiting times is that of draws without replacement (Efraimidis and
   * Spirakis: Weighted random sampling with a reservoir, 2006).
   */
  private long[] withoutReplacement(Generator random) {
    double[] waits = new double[weights.length];
    for (int i = 0; i < waits.length; i++) {
      double wait = -Math.log1p(-Shuffle.uniform(random.nextKey()));
      waits[i] = weights[i] > 0 ? wait / weights[i] : Double.POSITIVE_INFINITY;
    }
    return IntStream.range(0, waits.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> waits[i]))
        .limit(count)
        .mapToLong(Integer::longValue)
        .toArray();
  }
}
