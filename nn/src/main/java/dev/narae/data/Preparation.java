package dev.narae.data;

import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Scope;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * All the work on one batch, on whatever thread it runs.
 *
 * @param home the default device of the thread that asked for batches
 */
record Preparation(
    BatchPlan.Fetch fetch, LoaderOptions options, LoaderState place, Device home, Upload upload)
    implements Callable<@Nullable Prepared> {

  /** The batch; null if no sample was left for it. */
  @Override
  public @Nullable Prepared call() {
    try {
      return Device.with(home, this::prepared);
    } catch (RuntimeException e) {
      throw DataLoaderException.of(place, e);
    }
  }

  private @Nullable Prepared prepared() {
    try (Scope scope = Scope.open("the preparation of a batch");
        var _ = Grad.noGrad()) {
      Batch batch = fetch.get();
      if (batch == null) {
        return null;
      }
      Generator epochs = Shuffle.generator(options.seed(), place.epoch());
      Generator random = Shuffle.generator(epochs.nextKey(), place.batches());
      for (Transform transform : options.transforms()) {
        batch = transform.apply(batch, random);
      }
      Device device = options.device();
      return Prepared.of(device == null ? batch : upload.copy(batch, device), scope);
    }
  }
}
