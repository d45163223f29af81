package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.Buffer;
import dev.narae.spi.KernelCall;
import dev.narae.spi.Layout;
import dev.narae.spi.MapCall;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls handed over together leave what they leave one after the other, whatever they share. */
class MapAllTest {
  private static final int BUFFERS = 4;

  private static final Formula SUM =
      Formula.of("sum", 2, 1, Expr.arg(0).mul(Expr.scalar(0)).add(Expr.arg(1)));

  private final CpuBackend backend = new CpuBackend(new CpuOptions(3, 0, Long.MAX_VALUE));

  @AfterEach
  void close() {
    backend.close();
  }

  /** A call by numbers: which buffers it reads and writes, and where. */
  private record Plan(int[] buffers, long[] offsets, long stride, long count, double factor) {}

  @Test
  void randomCalls() {
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      int size = random.nextInt(4) == 0 ? 60_000 : random.nextInt(40, 400);
      List<Plan> plans = new ArrayList<>();
      for (int n = random.nextInt(1, 14); n > 0; n--) {
        plans.add(plan(size, random));
      }
      long seed = random.nextLong();
      assertArrayEquals(
          values(size, seed, plans, false), values(size, seed, plans, true), plans.toString());
    }
  }

  /** Mostly whole buffers, as optimizers have them; also parts that overlap, and gaps. */
  private static Plan plan(int size, Random random) {
    long stride = random.nextInt(8) == 0 ? 2 : 1;
    long[] counts = {size / 2, size / 2, size / 3};
    long count = counts[random.nextInt(counts.length)];
    int[] buffers = random.ints(3, 0, BUFFERS).toArray();
    long[] offsets = new long[3];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = random.nextInt(4) == 0 ? random.nextLong(size - (count - 1) * stride) : 0;
      if (buffers[i] == buffers[0]) {
        // What one call reads of its output is read at the same positions.
        offsets[i] = offsets[0];
      }
    }
    return new Plan(buffers, offsets, stride, count, random.nextInt(1, 4) / 2.0);
  }

  private float[] values(int size, long seed, List<Plan> plans, boolean together) {
    Random random = new Random(seed);
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < BUFFERS; i++) {
      Buffer buffer = backend.allocate((long) size * Float.BYTES);
      MemorySegment memory = ((CpuBuffer) buffer).segment();
      for (int k = 0; k < size; k++) {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, k, random.nextFloat() - 0.5f);
      }
      buffers.add(buffer);
    }
    List<KernelCall> calls = plans.stream().map(plan -> call(plan, buffers)).toList();
    if (together) {
      backend.mapAll(calls);
    } else {
      for (KernelCall each : calls) {
        MapCall call = each.call();
        backend.map(each.kernel(), call.numbers(), call.inputs(), call.out());
      }
    }
    float[] all = new float[BUFFERS * size];
    for (int i = 0; i < BUFFERS; i++) {
      MemorySegment memory = ((CpuBuffer) buffers.get(i)).segment();
      MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, 0, all, i * size, size);
      backend.free(buffers.get(i));
    }
    return all;
  }

  private static KernelCall call(Plan plan, List<Buffer> buffers) {
    List<View> views = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Layout layout = Layout.of(Shape.of(plan.count), new long[] {plan.stride}, plan.offsets[i]);
      views.add(new View(buffers.get(plan.buffers[i]), DType.F32, layout));
    }
    List<Long> scalars =
        Arrays.stream(SUM.bits(DType.F32, List.<Number>of(plan.factor))).boxed().toList();
    MapCall call = new MapCall(scalars, views.subList(1, 3), views.getFirst());
    return new KernelCall(SUM.kernel(DType.F32, DType.F32), call);
  }

  @Test
  void nothingToDo() {
    backend.mapAll(List.of());
    View empty = new View(backend.allocate(0), DType.F32, Layout.contiguous(Shape.of(0)));
    List<Long> scalars = Arrays.stream(SUM.bits(DType.F32, List.<Number>of(1))).boxed().toList();
    backend.mapAll(
        List.of(
            new KernelCall(
                SUM.kernel(DType.F32, DType.F32),
                new MapCall(scalars, List.of(empty, empty), empty))));
    assertEquals(0, empty.shape().size());
  }
}
