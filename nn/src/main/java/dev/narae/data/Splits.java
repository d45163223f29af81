package dev.narae.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Random divisions of data sets. */
final class Splits {
  private Splits() {}

  static List<Dataset> random(Dataset source, long seed, long[] sizes) {
    long total = 0;
    for (long size : sizes) {
      total += size;
      if (size < 0 || total > source.size()) {
        throw wrong(source, sizes);
      }
    }
    if (total != source.size()) {
      throw wrong(source, sizes);
    }
    long[] order = LongStream.range(0, source.size()).toArray();
    Shuffle.shuffle(order, seed, 0);
    List<Dataset> parts = new ArrayList<>();
    int start = 0;
    for (long size : sizes) {
      int end = Math.toIntExact(start + size);
      parts.add(new Subset(source, Arrays.copyOfRange(order, start, end)));
      start = end;
    }
    return List.copyOf(parts);
  }

  /** Whole numbers of samples closest to the fractions, as torch.utils.data.random_split. */
  static long[] sizes(long samples, double[] fractions) {
    double sum = 0;
    long given = 0;
    long[] sizes = new long[fractions.length];
    for (int i = 0; i < fractions.length; i++) {
      sum += fractions[i];
      sizes[i] = (long) Math.floor(samples * fractions[i]);
      given += sizes[i];
      if (!(fractions[i] >= 0)) {
        sum = Double.NaN;
      }
    }
    if (!(Math.abs(sum - 1) < 1e-9)) {
      throw new IllegalArgumentException(
          "randomSplit: fractions %s; they must be 0 or more and add up to 1"
              .formatted(Arrays.toString(fractions)));
    }
    for (int i = 0; given < samples; i++, given++) {
      sizes[i % sizes.length]++;
    }
    return sizes;
  }

  private static IllegalArgumentException wrong(Dataset source, long[] sizes) {
    return new IllegalArgumentException(
        "randomSplit: sizes %s of a data set of %d samples; they must be 0 or more and add up to it"
            .formatted(Arrays.toString(sizes), source.size()));
  }
}
