package dev.narae;

import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import dev.narae.spi.MapCall;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Elementwise changes in place that are handed to a device together, where it has a way to do that:
 * the step of an optimizer over all parameters is a few launches on a GPU, with the same bits. A
 * change takes effect at the end of the batch, or before something else reads or computes.
 */
public final class UpdateBatch implements AutoCloseable {
  private final Context context;
  private final @Nullable UpdateBatch before;
  private final List<Change> changes = new ArrayList<>();

  /** A change that waits; the operands keep their memory. */
  private record Change(Backend backend, Kernel kernel, MapCall call, List<Tensor> operands) {}

  /** Calls that do not depend on each other and run the same kernel. */
  private record Group(int wave, Backend backend, Kernel kernel) {}

  private UpdateBatch(Context context) {
    this.context = context;
    this.before = context.batch;
    context.batch = this;
  }

  /**
   * Collects this thread's changes until closed: {@code try (var _ = UpdateBatch.open()) { … }}.
   */
  public static UpdateBatch open() {
    return new UpdateBatch(Context.current());
  }

  void add(
      Backend backend, Kernel kernel, long[] scalars, List<View> inputs, View out, Tensor[] all) {
    List<Long> numbers = Arrays.stream(scalars).boxed().toList();
    changes.add(
        new Change(backend, kernel, new MapCall(numbers, List.copyOf(inputs), out), List.of(all)));
  }

  /** Hands over what was collected. */
  void flush() {
    if (changes.isEmpty()) {
      return;
    }
    List<Change> collected = List.copyOf(changes);
    changes.clear();
    Map<Group, List<MapCall>> groups = new LinkedHashMap<>();
    IdentityHashMap<Buffer, Integer> written = new IdentityHashMap<>();
    IdentityHashMap<Buffer, Integer> read = new IdentityHashMap<>();
    int last = 0;
    for (Change change : collected) {
      Buffer target = change.call.out().buffer();
      int wave = Math.max(written.getOrDefault(target, 0), read.getOrDefault(target, 0));
      for (View input : change.call.inputs()) {
        wave = Math.max(wave, written.getOrDefault(input.buffer(), 0));
      }
      wave++;
      for (View input : change.call.inputs()) {
        read.merge(input.buffer(), wave, Math::max);
      }
      written.put(target, wave);
      last = Math.max(last, wave);
      groups
          .computeIfAbsent(new Group(wave, change.backend, change.kernel), _ -> new ArrayList<>())
          .add(change.call);
    }
    for (int wave = 1; wave <= last; wave++) {
      for (Map.Entry<Group, List<MapCall>> entry : groups.entrySet()) {
        if (entry.getKey().wave == wave) {
          entry.getKey().backend.mapEach(entry.getKey().kernel, entry.getValue());
        }
      }
    }
  }

  /** Hands over what was collected; also after an exception, for the changes were made. */
  @Override
  public void close() {
    context.batch = before;
    flush();
  }
}
