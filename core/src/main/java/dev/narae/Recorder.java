package dev.narae;

import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import dev.narae.spi.Epilogue;
import dev.narae.spi.FusedOp;
import dev.narae.spi.MemoryStats;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A backend that computes and notes each call, while a {@link Compiled} computation runs for the
 * first times in this thread.
 */
final class Recorder implements Backend {
  private static final long[] NO_SCALARS = {};

  private final Backend backend;
  private final PinnedMemory memory;
  private final List<RecordedCall> calls = new ArrayList<>();
  private final List<Guard> guards = new ArrayList<>();
  private final List<Long> keys = new ArrayList<>();
  private final Set<Storage> external = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable String obstacle;

  /**
   * A number that the host read, and on which the course of the computation may depend.
   *
   * @param calls how many calls came before
   * @param source where it was
   * @param offset in bytes
   * @param value what was read
   */
  record Guard(int calls, Buffer source, long offset, MemorySegment value) {}

  Recorder(Backend backend) {
    this.backend = backend;
    this.memory = new PinnedMemory(backend);
  }

  PinnedMemory pinned() {
    return memory;
  }

  List<RecordedCall> calls() {
    return calls;
  }

  List<Guard> guards() {
    return guards;
  }

  /** The keys of random numbers, in the order in which they were drawn. */
  List<Long> keys() {
    return keys;
  }

  /** Memory that was there before and that calls use. */
  Set<Storage> external() {
    return external;
  }

  /** Whether a call changes a tensor's memory. */
  boolean changes(Tensor tensor) {
    Buffer buffer = tensor.storage().buffer();
    return calls.stream()
        .flatMap(call -> call.outputs().stream())
        .anyMatch(view -> view.buffer() == buffer);
  }

  /** Why the calls cannot be repeated; null if they can. */
  @Nullable String obstacle() {
    return obstacle;
  }

  private void refuse(String reason) {
    if (obstacle == null) {
      obstacle = reason;
    }
  }

  /** What operators of a backend's tensors call. */
  Backend over(Backend other) {
    if (!other.equals(backend) && !other.equals(this)) {
      refuse("it computes on %s and %s".formatted(backend.device(), other.device()));
      return other;
    }
    return this;
  }

  /** Says that a call uses a tensor's memory. */
  void uses(Storage storage) {
    if (!memory.owns(storage.buffer())) {
      external.add(storage);
    }
  }

  /** A checkpoint draws its keys again: a replay, which notes both uses, draws them once. */
  void drew(long key) {
    if (!keys.contains(key)) {
      keys.add(key);
    }
  }

  private void call(
      List<Object> what,
      long[] scalars,
      List<View> inputs,
      List<View> outputs,
      RecordedCall.Body body) {
    RecordedCall call = new RecordedCall(what, scalars, inputs, outputs, body);
    call.run(backend);
    calls.add(call);
  }

  @Override
  public Device device() {
    return backend.device();
  }

  @Override
  public Buffer allocate(long bytes) {
    return memory.allocate(bytes);
  }

  @Override
  public void free(Buffer buffer) {
    if (memory.owns(buffer)) {
      memory.free(buffer);
    } else {
      backend.free(buffer);
    }
  }

  @Override
  public void upload(MemorySegment source, Buffer target, long targetOffset) {
    backend.upload(source, target, targetOffset);
    refuse("it copies numbers from the host; make such tensors once, outside");
  }

  @Override
  public void download(Buffer source, long sourceOffset, MemorySegment target) {
    backend.download(source, sourceOffset, target);
    guards.add(
        new Guard(
            calls.size(),
            source,
            sourceOffset,
            MemorySegment.ofArray(target.toArray(ValueLayout.JAVA_BYTE))));
  }

  /** Whether what was read is still the same. */
  static boolean holds(Backend backend, Guard guard) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment now = arena.allocate(guard.value.byteSize(), 64);
      backend.download(guard.source, guard.offset, now);
      return now.mismatch(guard.value) == -1;
    }
  }

  @Override
  public boolean receive(
      Backend from, Buffer source, long sourceOffset, Buffer target, long bytes) {
    refuse("it copies from one device to another");
    return backend.receive(from, source, sourceOffset, target, bytes);
  }

  @Override
  public void synchronize() {
    backend.synchronize();
  }

  @Override
  public MemoryStats memory() {
    return backend.memory();
  }

  @Override
  public void emptyCache() {
    backend.emptyCache();
  }

  @Override
  public void map(Kernel kernel, long[] scalars, List<View> inputs, View out) {
    call(
        List.of("map", kernel),
        scalars.clone(),
        List.copyOf(inputs),
        List.of(out),
        (b, c) -> b.map(kernel, c.scalars(), c.inputs(), out));
  }

  @Override
  public void reduce(ReduceKind kind, Kernel kernel, long[] scalars, List<View> inputs, View out) {
    call(
        List.of("reduce", kind, kernel),
        scalars.clone(),
        List.copyOf(inputs),
        List.of(out),
        (b, c) -> b.reduce(kind, kernel, c.scalars(), c.inputs(), out));
  }

  @Override
  public void argReduce(boolean largest, View input, int axis, View out) {
    call(
        List.of("argReduce", largest, axis),
        NO_SCALARS,
        List.of(input),
        List.of(out),
        (b, _) -> b.argReduce(largest, input, axis, out));
  }

  @Override
  public void matmul(View a, View b, View out, @Nullable Epilogue epilogue) {
    List<View> inputs = new ArrayList<>(List.of(a, b));
    if (epilogue != null) {
      inputs.addAll(epilogue.operands());
    }
    call(
        epilogue == null ? List.of("matmul") : List.of("matmul", epilogue.kernel()),
        NO_SCALARS,
        List.copyOf(inputs),
        List.of(out),
        (target, _) -> target.matmul(a, b, out, epilogue));
  }

  @Override
  public boolean multipliesHalves() {
    return backend.multipliesHalves();
  }

  @Override
  public void gather(View input, int axis, View index, View out) {
    call(
        List.of("gather", axis),
        NO_SCALARS,
        List.of(input, index),
        List.of(out),
        (b, _) -> b.gather(input, axis, index, out));
  }

  @Override
  public void scatter(ScatterKind kind, View index, View source, int axis, View out) {
    call(
        List.of("scatter", kind, axis),
        NO_SCALARS,
        List.of(index, source, out),
        List.of(out),
        (b, _) -> b.scatter(kind, index, source, axis, out));
  }

  @Override
  public void scan(ReduceKind kind, View input, int axis, View out) {
    call(
        List.of("scan", kind, axis),
        NO_SCALARS,
        List.of(input),
        List.of(out),
        (b, _) -> b.scan(kind, input, axis, out));
  }

  @Override
  public void sort(View input, int axis, boolean descending, View values, View positions) {
    call(
        List.of("sort", axis, descending),
        NO_SCALARS,
        List.of(input),
        List.of(values, positions),
        (b, _) -> b.sort(input, axis, descending, values, positions));
  }

  @Override
  public boolean trySelect(View input, int axis, boolean descending, View positions) {
    boolean done = backend.trySelect(input, axis, descending, positions);
    if (done) {
      calls.add(
          new RecordedCall(
              List.of("select", axis, descending),
              NO_SCALARS,
              List.of(input),
              List.of(positions),
              (b, _) -> b.trySelect(input, axis, descending, positions)));
    }
    return done;
  }

  @Override
  public boolean fusesHalves(FusedOp op) {
    return backend.fusesHalves(op);
  }

  @Override
  public boolean tryFused(FusedOp op, List<View> inputs, List<View> outputs) {
    boolean done = backend.tryFused(op, inputs, outputs);
    if (done) {
      calls.add(
          new RecordedCall(
              List.of("fused", op),
              NO_SCALARS,
              List.copyOf(inputs),
              List.copyOf(outputs),
              (b, c) -> b.tryFused(op, c.inputs(), c.outputs())));
    }
    return done;
  }

  @Override
  public OptionalLong recurrentBytes(FusedOp.RecurrentLayer op, List<View> inputs) {
    return backend.recurrentBytes(op, inputs);
  }

  @Override
  public List<DType> dtypes() {
    return backend.dtypes();
  }

  /** The backend stays open. */
  @Override
  public void close() {}
}
