package dev.narae.reference;

import dev.narae.Device;
import dev.narae.Shape;
import dev.narae.expr.Kernel;
import dev.narae.expr.ScalarOp;
import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import dev.narae.spi.Epilogue;
import dev.narae.spi.FusedOp;
import dev.narae.spi.Layout;
import dev.narae.spi.MemoryStats;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: every primitive as the plainest loop there is, in {@code double} for floating and
 * {@code long} for integer dtypes. It has no fused kernels, so core's composites run.
 */
public final class ReferenceBackend implements Backend {
  private long live;
  private long peak;

  @Override
  public Device device() {
    return Device.of("reference");
  }

  @Override
  public synchronized Buffer allocate(long bytes) {
    live += bytes;
    peak = Math.max(peak, live);
    return new ReferenceBuffer(bytes);
  }

  @Override
  public synchronized void free(Buffer buffer) {
    ((ReferenceBuffer) buffer).free();
    live -= buffer.bytes();
  }

  @Override
  public void upload(MemorySegment source, Buffer target, long targetOffset) {
    MemorySegment.copy(source, 0, Memory.of(target), targetOffset, source.byteSize());
  }

  @Override
  public void download(Buffer source, long sourceOffset, MemorySegment target) {
    MemorySegment.copy(Memory.of(source), sourceOffset, target, 0, target.byteSize());
  }

  @Override
  public void synchronize() {}

  @Override
  public synchronized MemoryStats memory() {
    return new MemoryStats(live, 0, peak);
  }

  @Override
  public void map(Kernel kernel, long[] scalars, List<View> inputs, View out) {
    Contract.elementwise(inputs, out);
    Elements elements = new Elements(kernel, scalars, inputs);
    long[] positions = Positions.of(out.layout());
    for (int i = 0; i < positions.length; i++) {
      elements.arithmetic().store(out, positions[i], elements.value(i));
    }
  }

  @Override
  public void reduce(ReduceKind kind, Kernel kernel, long[] scalars, List<View> inputs, View out) {
    Contract.reduction(inputs, out);
    Elements elements = new Elements(kernel, scalars, inputs);
    Arithmetic arithmetic = elements.arithmetic();
    long[] sums = new long[Math.toIntExact(out.shape().size())];
    Arrays.fill(sums, arithmetic.constant(neutral(kind)));
    Shape domain = inputs.getFirst().shape();
    long[] slots = Positions.of(Layout.contiguous(out.shape()).broadcastTo(domain));
    for (int i = 0; i < slots.length; i++) {
      int slot = (int) slots[i];
      sums[slot] = arithmetic.apply(join(kind), sums[slot], elements.value(i));
    }
    long[] positions = Positions.of(out.layout());
    for (int i = 0; i < positions.length; i++) {
      arithmetic.store(out, positions[i], sums[i]);
    }
  }

  private static double neutral(ReduceKind kind) {
    return switch (kind) {
      case SUM -> 0;
      case PROD -> 1;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  static ScalarOp join(ReduceKind kind) {
    return switch (kind) {
      case SUM -> ScalarOp.ADD;
      case PROD -> ScalarOp.MUL;
      case MAX -> ScalarOp.MAX;
      case MIN -> ScalarOp.MIN;
    };
  }

  @Override
  public void argReduce(boolean largest, View input, int axis, View out) {
    Contract.reduction(List.of(input), out);
    long[] starts = Positions.along(input.layout(), out.shape(), axis);
    long[] positions = Positions.of(out.layout());
    for (int i = 0; i < positions.length; i++) {
      Memory.store(out, positions[i], extreme(largest, input, axis, starts[i]));
    }
  }

  private static long extreme(boolean largest, View input, int axis, long start) {
    Arithmetic arithmetic = Memory.arithmetic(input.dtype());
    long stride = input.layout().stride(axis);
    long best = 0;
    for (long i = 1; i < input.shape().dim(axis); i++) {
      long held = arithmetic.load(input, start + best * stride);
      long candidate = arithmetic.load(input, start + i * stride);
      long a = largest ? held : candidate;
      long b = largest ? candidate : held;
      boolean heldIsNumber = holds(arithmetic, ScalarOp.EQ, held, held);
      boolean isNaN = !holds(arithmetic, ScalarOp.EQ, candidate, candidate);
      if (heldIsNumber && (isNaN || holds(arithmetic, ScalarOp.LT, a, b))) {
        best = i;
      }
    }
    return best;
  }

  private static boolean holds(Arithmetic arithmetic, ScalarOp comparison, long a, long b) {
    return arithmetic.apply(comparison, a, b) == arithmetic.constant(1);
  }

  @Override
  public void matmul(View a, View b, View out, @Nullable Epilogue epilogue) {
    MatrixProduct.run(a, b, out, epilogue);
  }

  @Override
  public void gather(View input, int axis, View index, View out) {
    Contract.elementwise(List.of(index), out);
    Arithmetic arithmetic = Memory.arithmetic(out.dtype());
    long[] sources = Positions.along(input.layout(), out.shape(), axis);
    long[] indices = Positions.of(index.layout());
    long[] targets = Positions.of(out.layout());
    for (int i = 0; i < targets.length; i++) {
      long k = Contract.index(Memory.whole(index, indices[i]), input.shape().dim(axis));
      long source = sources[i] + k * input.layout().stride(axis);
      arithmetic.store(out, targets[i], arithmetic.load(input, source));
    }
  }

  @Override
  public void scatter(ScatterKind kind, View index, View source, int axis, View out) {
    Scattering.run(kind, index, source, axis, out);
  }

  @Override
  public void scan(ReduceKind kind, View input, int axis, View out) {
    Contract.elementwise(List.of(input), out);
    Contract.require(input.dtype() == out.dtype(), "a scan into another dtype");
    Arithmetic arithmetic = Memory.arithmetic(out.dtype());
    Shape lines = out.shape().size() == 0 ? out.shape() : out.shape().with(axis, 1);
    long[] sources = Positions.along(input.layout(), lines, axis);
    long[] targets = Positions.along(out.layout(), lines, axis);
    for (int line = 0; line < targets.length; line++) {
      long joined = arithmetic.constant(neutral(kind));
      for (long i = 0; i < out.shape().dim(axis); i++) {
        long element = arithmetic.load(input, sources[line] + i * input.layout().stride(axis));
        joined = arithmetic.apply(join(kind), joined, element);
        arithmetic.store(out, targets[line] + i * out.layout().stride(axis), joined);
      }
    }
  }

  @Override
  public void sort(View input, int axis, boolean descending, View values, View positions) {
    Sorting.run(input, axis, descending, values, positions);
  }

  @Override
  public boolean tryFused(FusedOp op, List<View> inputs, List<View> outputs) {
    return false;
  }

  @Override
  public void close() {}
}
