package dev.narae;

import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import dev.narae.spi.CallSequence;
import dev.narae.spi.ChangingNumbers;
import dev.narae.spi.Epilogue;
import dev.narae.spi.FusedOp;
import dev.narae.spi.KernelCall;
import dev.narae.spi.MapCall;
import dev.narae.spi.MemoryStats;
import dev.narae.spi.Readiness;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A backend whose computations, allocations and copies are told to the JDK Flight Recorder. */
record WatchedBackend(Backend backend) implements Backend {
  private static final int LONGEST_NAME = 100;

  private void kernel(String name, View out, Runnable work) {
    KernelEvent event = new KernelEvent();
    event.begin();
    work.run();
    if (event.shouldCommit()) {
      event.kernel = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
      event.device = device().toString();
      event.elements = out.shape().size();
      event.commit();
    }
  }

  private void copy(String direction, long bytes, Runnable work) {
    CopyEvent event = new CopyEvent();
    event.begin();
    work.run();
    event.direction = direction;
    event.device = device().toString();
    event.bytes = bytes;
    event.commit();
  }

  @Override
  public Device device() {
    return backend.device();
  }

  @Override
  public Buffer allocate(long bytes) {
    AllocationEvent event = new AllocationEvent();
    event.begin();
    Buffer buffer = backend.allocate(bytes);
    event.device = device().toString();
    event.bytes = bytes;
    event.commit();
    return buffer;
  }

  @Override
  public Optional<Buffer> adopt(MemorySegment memory) {
    return backend.adopt(memory);
  }

  @Override
  public void free(Buffer buffer) {
    backend.free(buffer);
  }

  @Override
  public void upload(MemorySegment source, Buffer target, long targetOffset) {
    copy("to device", source.byteSize(), () -> backend.upload(source, target, targetOffset));
  }

  @Override
  public void download(Buffer source, long sourceOffset, MemorySegment target) {
    copy("to host", target.byteSize(), () -> backend.download(source, sourceOffset, target));
  }

  @Override
  public boolean receive(
      Backend from, Buffer source, long sourceOffset, Buffer target, long bytes) {
    Backend sender = from instanceof WatchedBackend(Backend inner) ? inner : from;
    boolean[] done = new boolean[1];
    copy(
        "between devices",
        bytes,
        () -> done[0] = backend.receive(sender, source, sourceOffset, target, bytes));
    return done[0];
  }

  @Override
  public Optional<CallSequence> sequence(Runnable calls, ChangingNumbers numbers) {
    return backend.sequence(calls, numbers);
  }

  @Override
  public void synchronize() {
    backend.synchronize();
  }

  @Override
  public boolean isWarm() {
    return backend.isWarm();
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
    kernel("map " + kernel, out, () -> backend.map(kernel, scalars, inputs, out));
  }

  @Override
  public boolean mapsTogether(long elements) {
    return backend.mapsTogether(elements);
  }

  @Override
  public void mapEach(Kernel kernel, List<MapCall> calls) {
    kernel("map " + kernel, calls.getFirst().out(), () -> backend.mapEach(kernel, calls));
  }

  @Override
  public void mapAll(List<KernelCall> calls) {
    KernelCall first = calls.getFirst();
    String name = "map " + first.kernel() + (calls.size() > 1 ? " and others" : "");
    kernel(name, first.call().out(), () -> backend.mapAll(calls));
  }

  @Override
  public Readiness prepare(Kernel kernel, List<View> inputs, View out) {
    return backend.prepare(kernel, inputs, out);
  }

  @Override
  public void reduce(ReduceKind kind, Kernel kernel, long[] scalars, List<View> inputs, View out) {
    kernel(
        "reduce " + kind + " " + kernel,
        out,
        () -> backend.reduce(kind, kernel, scalars, inputs, out));
  }

  @Override
  public void argReduce(boolean largest, View input, int axis, View out) {
    kernel("argReduce", out, () -> backend.argReduce(largest, input, axis, out));
  }

  @Override
  public void matmul(View a, View b, View out, @Nullable Epilogue epilogue) {
    kernel("matmul", out, () -> backend.matmul(a, b, out, epilogue));
  }

  @Override
  public boolean multipliesHalves() {
    return backend.multipliesHalves();
  }

  @Override
  public void gather(View input, int axis, View index, View out) {
    kernel("gather", out, () -> backend.gather(input, axis, index, out));
  }

  @Override
  public void scatter(ScatterKind kind, View index, View source, int axis, View out) {
    kernel("scatter " + kind, out, () -> backend.scatter(kind, index, source, axis, out));
  }

  @Override
  public void scan(ReduceKind kind, View input, int axis, View out) {
    kernel("scan " + kind, out, () -> backend.scan(kind, input, axis, out));
  }

  @Override
  public void sort(View input, int axis, boolean descending, View values, View positions) {
    kernel("sort", values, () -> backend.sort(input, axis, descending, values, positions));
  }

  @Override
  public boolean trySelect(View input, int axis, boolean descending, View positions) {
    boolean[] done = new boolean[1];
    kernel(
        "select", positions, () -> done[0] = backend.trySelect(input, axis, descending, positions));
    return done[0];
  }

  @Override
  public boolean fusesHalves(FusedOp op) {
    return backend.fusesHalves(op);
  }

  @Override
  public boolean tryFused(FusedOp op, List<View> inputs, List<View> outputs) {
    boolean[] done = new boolean[1];
    String name = op.getClass().getSimpleName();
    kernel(name, outputs.getFirst(), () -> done[0] = backend.tryFused(op, inputs, outputs));
    return done[0];
  }

  @Override
  public OptionalLong recurrentBytes(FusedOp.RecurrentLayer op, List<View> inputs) {
    return backend.recurrentBytes(op, inputs);
  }

  @Override
  public List<DType> dtypes() {
    return backend.dtypes();
  }

  @Override
  public void close() {
    backend.close();
  }
}
