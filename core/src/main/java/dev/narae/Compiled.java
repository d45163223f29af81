package dev.narae;

import dev.narae.spi.Backend;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A computation of tensors that is repeated with other numbers: after a few ordinary calls its
 * calls of the backend are known, and are made again without the Java code around them; on an
 * NVIDIA GPU they are one CUDA graph.
 *
 * <pre>{@code
 * Compiled classify = Compiled.of(images -> model.call(images).softmax(-1));
 * Tensor shares = classify.call(images);
 * }</pre>
 *
 * <p>The first call with certain shapes and dtypes runs as it would anyway, the next two are
 * recorded while they run, and if both were the same, all others are replayed. Random numbers are
 * drawn anew for each replay, results have the bits of an ordinary call, and labels and indices are
 * checked as always. What runs in Java is not repeated: hooks, prints, counters. A computation runs
 * as usual, and {@link #obstacle} says why, if it takes other steps each time, uses a number that
 * changes by itself, reads what it has computed ({@link Tensor#item}), or makes tensors from Java
 * arrays. A number that changes rarely, such as a factor set by hand, keeps its value: say so with
 * {@link #reset}, or give it as a tensor.
 *
 * <p>Other shapes, dtypes or modes ({@link Autocast}, {@code mode}) are computations of their own,
 * of which the eight used last are kept. Each holds its memory until {@link #close}. An instance is
 * used by one thread at a time.
 */
public final class Compiled implements AutoCloseable {
  private static final int MOST_PLANS = 8;

  /** A check that fails this often in a row is no check. */
  private static final int MOST_MISSES = 8;

  private final Work work;
  private final Supplier<? extends Object> mode;
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long plain;
  private long recorded;
  private long replayed;
  private boolean closed;

  /** What is computed: outputs, and gradients of leaves. */
  private interface Work {
    /** The leaves whose gradients are computed. */
    List<Tensor> leaves();

    List<Tensor> outputs(List<Tensor> inputs);
  }

  private record Function0(UnaryOperator<List<Tensor>> body) implements Work {
    @Override
    public List<Tensor> leaves() {
      return List.of();
    }

    @Override
    public List<Tensor> outputs(List<Tensor> inputs) {
      return body.apply(inputs);
    }
  }

  private record Loss(Supplier<List<Tensor>> parameters, UnaryOperator<List<Tensor>> body)
      implements Work {
    @Override
    public List<Tensor> leaves() {
      return parameters.get();
    }

    @Override
    public List<Tensor> outputs(List<Tensor> inputs) {
      return body.apply(inputs);
    }
  }

  private record Key(
      List<Shape> shapes,
      List<DType> dtypes,
      Device device,
      Optional<DType> autocast,
      List<Identity> leaves,
      boolean tracked,
      Object mode) {}

  /** Memory, compared by identity. */
  private static final class Identity {
    private final Storage storage;

    Identity(Tensor tensor) {
      storage = tensor.storage();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Identity identity && identity.storage == storage;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(storage);
    }
  }

  /** What is known of a computation. */
  private static final class Entry {
    private int calls;
    private int misses;
    private List<Tensor> inputs = List.of();
    private @Nullable Recording first;
    private @Nullable Recording recording;
    private @Nullable CompiledPlan plan;
    private @Nullable String obstacle;

    void close() {
      if (plan != null) {
        plan.close();
      }
      if (first != null) {
        first.forget();
        first.recorder.pinned().close();
      }
      inputs.forEach(input -> input.storage().close("the end of a Compiled"));
      if (recording != null) {
        recording.outputs.forEach(each -> each.storage().close("the end of a Compiled"));
        recording.forget();
      }
      plan = null;
      first = null;
      recording = null;
      inputs = List.of();
    }
  }

  /**
   * One run that was noted, with what it computed, in memory of its own.
   *
   * @param changed which inputs the function changes in place
   */
  private record Recording(
      Recorder recorder,
      List<Integer> changed,
      List<Tensor> outputs,
      List<Tensor> leaves,
      List<@Nullable Tensor> gradients) {

    /** Takes the gradients away, also from leaves that have them still. */
    void forget() {
      for (int i = 0; i < gradients.size(); i++) {
        Tensor gradient = gradients.get(i);
        if (gradient != null) {
          Variable leaf = leaves.get(i).variable();
          if (leaf != null && leaf.grad() == gradient) {
            leaf.setGrad(null);
          }
          gradient.storage().close("the end of a Compiled");
        }
      }
    }
  }

  private Compiled(Work work, Supplier<? extends Object> mode) {
    this.work = work;
    this.mode = mode;
  }

  /** A function of one tensor; gradients are not recorded. */
  public static Compiled of(UnaryOperator<Tensor> function) {
    return ofAll(inputs -> List.of(function.apply(inputs.getFirst())), () -> true);
  }

  /**
   * A function of several tensors; gradients are not recorded.
   *
   * @param mode what else its steps depend on, such as whether a model is training; compared by
   *     {@code equals} at each call
   */
  public static Compiled ofAll(
      UnaryOperator<List<Tensor>> function, Supplier<? extends Object> mode) {
    return new Compiled(new Function0(function), mode);
  }

  /**
   * A loss and its gradients: {@link #call} returns the loss and puts the gradients of the leaves
   * in place of those they had. They stay until the next call.
   *
   * @param leaves asked for at each call
   * @param loss a single number
   * @param mode as above
   */
  public static Compiled gradients(
      Supplier<List<Tensor>> leaves,
      Function<List<Tensor>, Tensor> loss,
      Supplier<? extends Object> mode) {
    return gradientsAll(leaves, inputs -> List.of(loss.apply(inputs)), mode);
  }

  /** {@link #gradients} of a function with several results, of which the first is the loss. */
  public static Compiled gradientsAll(
      Supplier<List<Tensor>> leaves,
      UnaryOperator<List<Tensor>> function,
      Supplier<? extends Object> mode) {
    return new Compiled(new Loss(leaves, function), mode);
  }

  /** Computes the function's only result, or its first. */
  public Tensor call(Tensor... inputs) {
    return callAll(List.of(inputs)).getFirst();
  }

  /**
   * Computes the function. What the function throws is thrown here; the next call begins anew.
   *
   * @throws IllegalStateException if this is closed
   */
  public List<Tensor> callAll(List<Tensor> inputs) {
    if (closed) {
      throw new IllegalStateException("compiled: it was closed; make another one");
    }
    List<Tensor> leaves = work.leaves();
    Key key = key(inputs, leaves);
    Entry entry = entry(key);
    CompiledPlan plan = entry.plan;
    if (plan != null && !plan.isUsable()) {
      entry.close();
      entry.calls = 0;
      plan = null;
    }
    if (plan != null) {
      return replay(entry, plan, inputs, leaves);
    }
    entry.calls++;
    if (entry.calls == 1 || entry.obstacle != null || Context.current().recorder != null) {
      return run(inputs, leaves);
    }
    return record(entry, key.device, inputs, leaves);
  }

  private Key key(List<Tensor> inputs, List<Tensor> leaves) {
    Device device =
        !leaves.isEmpty()
            ? leaves.getFirst().device()
            : inputs.isEmpty() ? Backends.defaultDevice() : inputs.getFirst().device();
    return new Key(
        inputs.stream().map(Tensor::shape).toList(),
        inputs.stream().map(Tensor::dtype).toList(),
        device,
        Autocast.current(),
        leaves.stream().map(Identity::new).toList(),
        !leaves.isEmpty() && inputs.stream().anyMatch(Tensor::requiresGrad),
        mode.get());
  }

  private Entry entry(Key key) {
    Entry known = entries.get(key);
    if (known != null) {
      return known;
    }
    if (entries.size() == MOST_PLANS) {
      Key oldest = entries.keySet().iterator().next();
      Entry removed = entries.remove(oldest);
      if (removed != null) {
        removed.close();
      }
    }
    Entry made = new Entry();
    if (key.tracked) {
      // Replays read copies of the inputs, through which no gradient arrives.
      made.obstacle = "an input requires gradients: detach it, or compute it inside";
    }
    entries.put(key, made);
    return made;
  }

  private List<Tensor> run(List<Tensor> inputs, List<Tensor> leaves) {
    plain++;
    try (Scope scope = Scope.open("a Compiled");
        Grad.Mode _ = leaves.isEmpty() ? Grad.noGrad() : Grad.enableGrad()) {
      List<Tensor> outputs = work.outputs(inputs);
      if (!leaves.isEmpty()) {
        leaves.forEach(Autograd::zeroGrad);
        outputs.getFirst().backward();
      }
      return outputs.stream().map(each -> scope.keep(each.detach())).toList();
    }
  }

  private List<Tensor> replay(
      Entry entry, CompiledPlan plan, List<Tensor> inputs, List<Tensor> leaves) {
    fill(entry, inputs);
    if (!plan.run()) {
      entry.misses++;
      if (entry.misses == MOST_MISSES) {
        entry.close();
        entry.obstacle = "a number that it reads from its inputs differs each time";
      }
      return run(inputs, leaves);
    }
    entry.misses = 0;
    replayed++;
    Recording recording = entry.recording;
    if (recording == null) {
      throw new IllegalStateException("compiled: a plan without results");
    }
    giveBack(entry, recording, inputs);
    return results(recording, leaves);
  }

  private static void fill(Entry entry, List<Tensor> inputs) {
    try (var _ = Grad.noGrad();
        var _ = Scope.open("a Compiled")) {
      for (int i = 0; i < inputs.size(); i++) {
        Tensor target = entry.inputs.get(i);
        target.copyFrom(inputs.get(i).to(target.device()));
      }
    }
  }

  /** What the function changes in place, it changes in the caller's tensor. */
  private static void giveBack(Entry entry, Recording recording, List<Tensor> inputs) {
    try (var _ = Grad.noGrad();
        var _ = Scope.open("a Compiled")) {
      for (int i : recording.changed) {
        Tensor input = inputs.get(i);
        input.copyFrom(entry.inputs.get(i).to(input.device()));
      }
    }
  }

  /** Copies of the outputs; the gradients stay where they are. */
  private static List<Tensor> results(Recording recording, List<Tensor> leaves) {
    for (int i = 0; i < leaves.size(); i++) {
      Tensor gradient = recording.gradients.get(i);
      if (leaves.get(i).grad() != gradient) {
        leaves.get(i).zeroGrad();
        leaves.get(i).requireVariable("compiled").setGrad(gradient);
      }
    }
    try (var _ = Grad.noGrad()) {
      return recording.outputs.stream().map(Tensor::copy).toList();
    }
  }

  private List<Tensor> record(
      Entry entry, Device device, List<Tensor> inputs, List<Tensor> leaves) {
    if (entry.inputs.isEmpty()) {
      entry.inputs = inputs.stream().map(input -> standing(input, device)).toList();
    }
    fill(entry, inputs);
    Backend backend = Backends.open(device);
    Recording made = recording(backend, entry.inputs, leaves);
    recorded++;
    giveBack(entry, made, inputs);
    Recording before = entry.first;
    if (before == null) {
      entry.first = made;
      return results(made, leaves);
    }
    CompiledPlan.Outcome outcome = CompiledPlan.of(before.recorder, made.recorder, backend);
    entry.plan = outcome.plan();
    entry.recording = made;
    if (outcome.plan() != null) {
      before.recorder.pinned().close();
      entry.first = null;
      return results(made, leaves);
    }
    List<Tensor> results = results(made, leaves);
    leaves.forEach(Compiled::own);
    entry.close();
    made.recorder.pinned().close();
    entry.obstacle = outcome.obstacle();
    return results;
  }

  /** Copies a gradient out of memory that will be returned. */
  private static void own(Tensor leaf) {
    Tensor gradient = leaf.grad();
    if (gradient != null) {
      try (var _ = Grad.noGrad()) {
        leaf.requireVariable("compiled").setGrad(gradient.copy().keepWith(leaf));
      }
    }
  }

  private static Tensor standing(Tensor input, Device device) {
    Tensor made = Tensor.zeros(input.shape(), input.dtype(), device);
    made.storage().stay();
    return made;
  }

  private Recording recording(Backend backend, List<Tensor> inputs, List<Tensor> leaves) {
    Context context = Context.current();
    Recorder recorder = new Recorder(backend);
    boolean done = false;
    context.recorder = recorder;
    try (var _ = Fusion.use(Fusion.Level.OFF);
        Scope _ = Scope.open("a Compiled");
        Grad.Mode _ = leaves.isEmpty() ? Grad.noGrad() : Grad.enableGrad()) {
      List<Tensor> outputs = work.outputs(inputs);
      List<@Nullable Tensor> gradients = gradients(outputs, leaves);
      List<Tensor> kept = outputs.stream().map(Compiled::outlasting).toList();
      for (Tensor gradient : gradients) {
        if (gradient != null) {
          gradient.storage().stay();
        }
      }
      List<Integer> changed =
          IntStream.range(0, inputs.size())
              .filter(i -> recorder.changes(inputs.get(i)))
              .boxed()
              .toList();
      done = true;
      return new Recording(recorder, changed, kept, leaves, gradients);
    } finally {
      context.recorder = null;
      if (!done) {
        recorder.pinned().close();
      }
    }
  }

  /** In memory of the recording: an output may be an input. */
  private static Tensor outlasting(Tensor output) {
    Tensor own = output.detach();
    Recorder recorder = Context.current().recorder;
    if (recorder != null && !recorder.pinned().owns(own.storage().buffer())) {
      own = own.copy();
    }
    own.storage().stay();
    return own;
  }

  /** The gradient of each leaf in memory of its own; null where none arrives. */
  private static List<@Nullable Tensor> gradients(List<Tensor> outputs, List<Tensor> leaves) {
    List<@Nullable Tensor> gradients = new ArrayList<>();
    if (leaves.isEmpty()) {
      return gradients;
    }
    List<Variable> wanted = leaves.stream().map(leaf -> leaf.requireVariable("compiled")).toList();
    BackwardPass pass = new BackwardPass(false, false);
    Map<Variable, @Nullable Tensor> found =
        pass.gradients(List.of(outputs.getFirst()), List.of(), wanted);
    IdentityHashMap<Storage, Boolean> seen = new IdentityHashMap<>();
    for (Variable variable : wanted) {
      Tensor gradient = found.get(variable);
      if (gradient != null && (seen.put(gradient.storage(), true) != null || !gradient.isWhole())) {
        gradient = gradient.detach().copy();
      }
      gradients.add(gradient);
    }
    return gradients;
  }

  /** Why the computation that was called last is not replayed; empty if it is, or may yet be. */
  public Optional<String> obstacle() {
    String reason = null;
    for (Entry entry : entries.values()) {
      reason = entry.obstacle;
    }
    return Optional.ofNullable(reason);
  }

  /**
   * How calls have run.
   *
   * @param plain as without this class
   * @param recorded noted while they ran
   * @param replayed from what was noted
   * @param bytes memory that is held for replays
   */
  public record Statistics(long plain, long recorded, long replayed, long bytes) {}

  /** How calls have run until now. */
  public Statistics statistics() {
    long bytes = 0;
    for (Entry entry : entries.values()) {
      bytes += entry.plan == null ? 0 : entry.plan.bytes();
    }
    return new Statistics(plain, recorded, replayed, bytes);
  }

  /** Forgets what was noted, and returns its memory: the next calls begin anew. */
  public void reset() {
    entries.values().forEach(Entry::close);
    entries.clear();
  }

  /**
   * Returns all memory. Gradients that a replay left at the leaves go with it; one that somebody
   * has kept is then a {@link ClosedTensorException} when it is used.
   */
  @Override
  public void close() {
    reset();
    closed = true;
  }
}
