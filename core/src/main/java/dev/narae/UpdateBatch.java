package dev.narae;

import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import dev.narae.spi.KernelCall;
import dev.narae.spi.MapCall;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Elementwise changes in place that are handed to a device together, where it has a way to do that:
 * the step of an optimizer over all parameters is a few launches on a GPU and one pass over memory
 * on the CPU, with the same bits. A change takes effect at the end of the batch, or before
 * something else reads or computes.
 */
public final class UpdateBatch implements AutoCloseable {
  private final Context context;
  private final @Nullable UpdateBatch before;
  private final List<Change> changes = new ArrayList<>();

  /** A change that waits; the operands keep their memory. */
  private record Change(Backend backend, KernelCall call, List<Tensor> operands) {}

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
    MapCall call = new MapCall(numbers, List.copyOf(inputs), out);
    changes.add(new Change(backend, new KernelCall(kernel, call), List.of(all)));
  }

  /** Hands over what was collected. */
  void flush() {
    if (changes.isEmpty()) {
      return;
    }
    List<Change> collected = List.copyOf(changes);
    changes.clear();
    Map<Backend, List<KernelCall>> calls = new LinkedHashMap<>();
    for (Change change : collected) {
      calls.computeIfAbsent(change.backend, _ -> new ArrayList<>()).add(change.call);
    }
    calls.forEach(Backend::mapAll);
  }

  /** Hands over what was collected; also after an exception, for the changes were made. */
  @Override
  public void close() {
    context.batch = before;
    flush();
  }
}
