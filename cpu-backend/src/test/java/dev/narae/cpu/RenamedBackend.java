package dev.narae.cpu;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import dev.narae.spi.Epilogue;
import dev.narae.spi.FusedOp;
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

/**
 * A backend under another device's name, so that two of a kind stand side by side.
 *
 * @param backend what computes
 * @param device the other name
 */
record RenamedBackend(Backend backend, Device device) implements Backend {

  @Override
  public Buffer allocate(long bytes) {
    return backend.allocate(bytes);
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
    backend.upload(source, target, targetOffset);
  }

  @Override
  public void download(Buffer source, long sourceOffset, MemorySegment target) {
    backend.download(source, sourceOffset, target);
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
    backend.map(kernel, scalars, inputs, out);
  }

  @Override
  public void reduce(ReduceKind kind, Kernel kernel, long[] scalars, List<View> inputs, View out) {
    backend.reduce(kind, kernel, scalars, inputs, out);
  }

  @Override
  public void argReduce(boolean largest, View input, int axis, View out) {
    backend.argReduce(largest, input, axis, out);
  }

  @Override
  public void matmul(View a, View b, View out, @Nullable Epilogue epilogue) {
    backend.matmul(a, b, out, epilogue);
  }

  @Override
  public void gather(View input, int axis, View index, View out) {
    backend.gather(input, axis, index, out);
  }

  @Override
  public void scatter(ScatterKind kind, View index, View source, int axis, View out) {
    backend.scatter(kind, index, source, axis, out);
  }

  @Override
  public void scan(ReduceKind kind, View input, int axis, View out) {
    backend.scan(kind, input, axis, out);
  }

  @Override
  public void sort(View input, int axis, boolean descending, View values, View positions) {
    backend.sort(input, axis, descending, values, positions);
  }

  @Override
  public boolean trySelect(View input, int axis, boolean descending, View positions) {
    return backend.trySelect(input, axis, descending, positions);
  }

  @Override
  public Readiness prepare(Kernel kernel, List<View> inputs, View out) {
    return backend.prepare(kernel, inputs, out);
  }

  @Override
  public boolean tryFused(FusedOp op, List<View> inputs, List<View> outputs) {
    return backend.tryFused(op, inputs, outputs);
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
