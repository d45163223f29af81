package dev.narae.data;

import dev.narae.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a loader prepares its batches.
 *
 * @param transforms what is done with each batch
 * @param seed of the random numbers that transforms get
 * @param device where batches go, null for where they are
 * @param workers how many threads prepare them; 0 for the one that asks
 * @param prefetch how many batches may be ahead
 */
record LoaderOptions(
    List<Transform> transforms,
    long seed,
    @Nullable Device device,
    int workers,
    int prefetch,
    ThreadFactory threads) {
  static final LoaderOptions DEFAULT =
      new LoaderOptions(List.of(), 0, null, 0, 0, Thread.ofPlatform().factory());

  LoaderOptions withSeed(long seed) {
    return new LoaderOptions(transforms, seed, device, workers, prefetch, threads);
  }

  LoaderOptions with(Transform transform) {
    List<Transform> all = new ArrayList<>(transforms);
    all.add(transform);
    return new LoaderOptions(List.copyOf(all), seed, device, workers, prefetch, threads);
  }

  LoaderOptions to(Device device) {
    return new LoaderOptions(transforms, seed, device, workers, prefetch, threads);
  }

  LoaderOptions workers(int workers, ThreadFactory threads) {
    if (workers < 0) {
      throw new IllegalArgumentException(
          "DataLoader: %d workers; give 0 or more".formatted(workers));
    }
    return new LoaderOptions(transforms, seed, device, workers, 2 * workers, threads);
  }

  LoaderOptions prefetch(int prefetch) {
    if (prefetch < 1 || workers == 0) {
      throw new IllegalArgumentException(
          "DataLoader.prefetch: %d batches with %d workers; ask for workers first, then for 1 or more"
              .formatted(prefetch, workers));
    }
    return new LoaderOptions(transforms, seed, device, workers, prefetch, threads);
  }
}
