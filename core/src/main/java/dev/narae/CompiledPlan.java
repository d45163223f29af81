package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import dev.narae.spi.CallSequence;
import dev.narae.spi.ChangingNumbers;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A computation's calls, which two recordings have agreed on. */
final class CompiledPlan implements AutoCloseable {
  /** A number that takes more calls to compute is a result, not a check of the input. */
  private static final int MOST_CALLS_OF_A_CHECK = 8;

  private final Recorder recorder;
  private final Backend backend;
  private final List<Check> checks;
  private final IdentityHashMap<long[], int[]> changing;
  private final List<Storage> written;
  private @Nullable CallSequence sequence;
  private boolean tried;

  /** What the host reads, and the calls that compute it from what is there before. */
  private record Check(List<RecordedCall> calls, Recorder.Guard guard) {}

  private CompiledPlan(
      Recorder recorder,
      Backend backend,
      List<Check> checks,
      IdentityHashMap<long[], int[]> changing) {
    this.recorder = recorder;
    this.backend = backend;
    this.checks = checks;
    this.changing = changing;
    this.written = written(recorder);
  }

  /**
   * The calls as one, if the backend has such a thing. Made when it is needed first: then nobody
   * reads any more what the last recording has computed.
   */
  private @Nullable CallSequence sequence() {
    if (!tried) {
      tried = true;
      Runnable calls = () -> recorder.calls().forEach(call -> call.run(backend));
      sequence = backend.sequence(calls, new Numbers()).orElse(null);
    }
    return sequence;
  }

  /** Where a sequence finds the keys of random numbers. */
  private final class Numbers implements ChangingNumbers {
    @Override
    public int count() {
      return recorder.keys().size();
    }

    @Override
    public int place(long[] scalars, int index) {
      int[] places = changing.get(scalars);
      return places == null ? -1 : places[index];
    }
  }

  private static List<Storage> written(Recorder recorder) {
    Set<Buffer> outputs = new HashSet<>();
    for (RecordedCall call : recorder.calls()) {
      call.outputs().forEach(view -> outputs.add(view.buffer()));
    }
    return recorder.external().stream().filter(each -> outputs.contains(each.buffer())).toList();
  }

  /**
   * A plan, or why there is none.
   *
   * @param plan null if the recordings differ or cannot be repeated
   * @param obstacle the reason
   */
  record Outcome(@Nullable CompiledPlan plan, String obstacle) {
    static Outcome refused(String reason) {
      return new Outcome(null, reason);
    }
  }

  /** Compares two recordings of the same computation; the second becomes the plan. */
  static Outcome of(Recorder first, Recorder second, Backend backend) {
    for (Recorder each : List.of(first, second)) {
      String obstacle = each.obstacle();
      if (obstacle != null) {
        return Outcome.refused(obstacle);
      }
    }
    boolean same =
        first.calls().size() == second.calls().size()
            && first.keys().size() == second.keys().size()
            && first.guards().size() == second.guards().size();
    if (!same) {
      return Outcome.refused("it does not take the same steps each time");
    }
    IdentityHashMap<long[], int[]> changing = new IdentityHashMap<>();
    for (int i = 0; i < second.calls().size(); i++) {
      RecordedCall call = second.calls().get(i);
      if (!call.matches(first.calls().get(i), second.pinned(), first.pinned())) {
        return Outcome.refused("it does not take the same steps each time: " + call.what());
      }
      int @Nullable [] places = places(first, second, i);
      if (places == null) {
        return Outcome.refused("a number differs each time: a scalar of " + call.what());
      }
      changing.put(call.scalars(), places);
    }
    List<Check> checks = new ArrayList<>();
    for (Recorder.Guard guard : second.guards()) {
      List<RecordedCall> calls = leadingTo(guard, second);
      if (calls.size() > MOST_CALLS_OF_A_CHECK) {
        return Outcome.refused("it reads a number that it computes, as item() does");
      }
      String obstacle = obstacle(calls, second.pinned(), changing);
      if (obstacle != null) {
        return Outcome.refused(obstacle);
      }
      checks.add(new Check(calls, guard));
    }
    return new Outcome(new CompiledPlan(second, backend, checks, changing), "");
  }

  /** Why a check cannot be made before the other calls; null if it can. */
  private static @Nullable String obstacle(
      List<RecordedCall> calls, PinnedMemory pinned, IdentityHashMap<long[], int[]> changing) {
    for (RecordedCall call : calls) {
      // The check would change it, and then the replay would once more.
      if (!call.outputs().stream().allMatch(view -> pinned.owns(view.buffer()))) {
        return "it reads a number that it changes, such as a counter";
      }
      int[] keys = changing.get(call.scalars());
      if (keys != null && Arrays.stream(keys).anyMatch(key -> key >= 0)) {
        return "it reads a number that is random";
      }
    }
    return null;
  }

  /** For each scalar of a call which key it is, -1 for none; null if it differs otherwise. */
  private static int @Nullable [] places(Recorder first, Recorder second, int call) {
    long[] before = first.calls().get(call).scalars();
    long[] now = second.calls().get(call).scalars();
    int[] places = new int[now.length];
    for (int i = 0; i < now.length; i++) {
      int key = second.keys().indexOf(now[i]);
      places[i] = key >= 0 && first.keys().get(key) == before[i] ? key : -1;
      if (places[i] < 0 && now[i] != before[i]) {
        return null;
      }
    }
    return places;
  }

  /** The calls that compute what a guard reads; very many if they need what others change. */
  private static List<RecordedCall> leadingTo(Recorder.Guard guard, Recorder recorder) {
    Set<Buffer> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    needed.add(guard.source());
    List<RecordedCall> calls = new ArrayList<>();
    for (RecordedCall call : recorder.calls().subList(0, guard.calls()).reversed()) {
      if (call.outputs().stream().anyMatch(view -> needed.contains(view.buffer()))) {
        call.outputs().stream()
            .map(View::buffer)
            .filter(buffer -> recorder.pinned().owns(buffer))
            .forEach(needed::remove);
        call.inputs().forEach(view -> needed.add(view.buffer()));
        calls.addFirst(call);
      }
    }
    return calls;
  }

  /** Whether all memory that it uses is still there. */
  boolean isUsable() {
    return recorder.external().stream().noneMatch(Storage::isClosed);
  }

  /** The bytes that it holds. */
  long bytes() {
    return recorder.pinned().bytes();
  }

  /** Makes all calls again; false, with nothing changed, if the input leads elsewhere. */
  boolean run() {
    for (Storage storage : recorder.external()) {
      storage.write();
      storage.beforeChange();
    }
    for (Check check : checks) {
      check.calls.forEach(call -> call.run(backend));
      if (!Recorder.holds(backend, check.guard)) {
        return false;
      }
    }
    long[] keys = new long[recorder.keys().size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Generator.global().nextKey();
    }
    CallSequence whole = sequence();
    if (whole != null) {
      whole.run(keys);
    } else {
      runEach(keys);
    }
    written.forEach(Storage::modified);
    return true;
  }

  private void runEach(long[] keys) {
    for (RecordedCall call : recorder.calls()) {
      long[] scalars = call.scalars();
      if (keys.length > 0 && scalars.length > 0) {
        int[] places = Objects.requireNonNull(changing.get(scalars));
        for (int i = 0; i < scalars.length; i++) {
          if (places[i] >= 0) {
            scalars[i] = keys[places[i]];
          }
        }
      }
      call.run(backend);
    }
  }

  @Override
  public void close() {
    if (sequence != null) {
      sequence.close();
    }
    recorder.pinned().close();
  }
}
