package dev.narae;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a program of which only the inputs are kept: what its gradients read is computed
 * again when the first of them asks (Chen et al.: Training Deep Nets with Sublinear Memory Cost,
 * 2016). The graph is recorded as always; only its saved tensors are placeholders.
 */
final class Checkpoint {
  private final UnaryOperator<List<Tensor>> function;
  private final List<Saved> inputs;
  private final Device device;
  private final @Nullable Autocast autocast = Context.current().autocast;
  private final Generator.State random = Generator.global().state();

  /** How many tensors the gradients read, and how many of them are still wanted. */
  private int count;

  private int wanted;

  /** The tensors in the order in which they were saved; empty until they are computed again. */
  private List<Saved.Held> values = List.of();

  /** The memory that was made for them. */
  private final List<Storage> memory = new ArrayList<>();

  private Checkpoint(UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
    this.function = function;
    this.inputs = inputs.stream().map(Saved::of).toList();
    this.device = Backends.defaultDevice();
  }

  /** Runs a function; while gradients are recorded, in a scope that only its results outlive. */
  static List<Tensor> run(UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
    Context context = Context.current();
    if (!context.recording) {
      return function.apply(inputs);
    }
    Checkpoint frame = new Checkpoint(function, inputs);
    Saved.Keeper outer = context.keeper;
    context.keeper = frame::save;
    try (Scope scope = Scope.open("a checkpoint")) {
      List<Tensor> results = function.apply(inputs);
      results.forEach(scope::keep);
      if (frame.count == 0) {
        frame.forget();
      }
      return results;
    } finally {
      context.keeper = outer;
    }
  }

  private Saved save(Tensor tensor) {
    wanted++;
    return new Placeholder(count++, tensor.variable());
  }

  /** One of the tensors that gradients read. */
  private final class Placeholder implements Saved {
    private final int index;
    private final @Nullable Variable variable;

    Placeholder(int index, @Nullable Variable variable) {
      this.index = index;
      this.variable = variable;
    }

    @Override
    public Tensor restore(String reader, String role) {
      if (values.isEmpty() || values.get(index).tensor().isClosed()) {
        recompute();
      }
      return values.get(index).restore(reader, role).at(variable);
    }

    @Override
    public void release() {
      wanted--;
      if (wanted == 0) {
        forget();
      }
    }
  }

  /** Returns the memory that no gradient in flight uses; the backward pass returns the rest. */
  private void forget() {
    values = List.of();
    for (Storage storage : memory) {
      if (storage.pending == 0) {
        storage.closeSoon("a checkpoint, when backward was through with it");
      }
    }
    memory.clear();
    inputs.forEach(Saved::release);
  }

  private void recompute() {
    List<Tensor> restored =
        inputs.stream().map(input -> input.restore("checkpoint", "input")).toList();
    List<Saved.Held> found = new ArrayList<>();
    Context context = Context.current();
    Saved.Keeper outer = context.keeper;
    Generator.State now = Generator.global().state();
    boolean recorded = context.recording;
    Autocast open = context.autocast;
    context.autocast = autocast;
    context.keeper = tensor -> collect(tensor, found);
    try (Scope scope = Scope.open("a checkpoint");
        var _ = Grad.enableGrad()) {
      Generator.global().state(random);
      Device.with(device, () -> function.apply(restored));
      check(found);
      keep(found, scope, !recorded);
    } finally {
      context.keeper = outer;
      context.autocast = open;
      Generator.global().state(now);
    }
  }

  private static Saved collect(Tensor tensor, List<Saved.Held> found) {
    Saved.Held held = Saved.held(tensor.detach());
    found.add(held);
    return held;
  }

  private void check(List<Saved.Held> found) {
    if (found.size() != count) {
      throw new AutogradException(
          ("checkpoint: the function, run again for backward, left %d tensors for its gradients"
                  + " instead of %d; it must do the same each time it runs")
              .formatted(found.size(), count));
    }
  }

  /**
   * What was computed lives as long as the backward pass.
   *
   * @param returned whether it is returned earlier, as soon as the pass is through with it
   */
  private void keep(List<Saved.Held> found, Scope scope, boolean returned) {
    memory.clear();
    Scope pass = Context.current().pass;
    for (Saved.Held held : found) {
      Storage storage = held.tensor().storage();
      if (storage.owner() == scope) {
        storage.moveTo(pass);
        if (returned) {
          memory.add(storage);
        }
      }
    }
    values = found;
  }
}
