package dev.narae.cpu.kernel;

import dev.narae.cpu.Cells;
import dev.narae.cpu.Demand;
import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Code;
import dev.narae.cpu.Warmup.Exercise;
import dev.narae.spi.ReduceKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Consumer;

/** Has the vector form of a loop compiled. */
record LoopWarmup(Warmup warmup) {
  private static final int VECTORS = 6;

  /**
   * Blocks of short code that adds up rows. Where a loop was seen to run once only, the compiler
   * does not take checks of bounds out of it.
   */
  private static final int SHORT_BLOCKS = 4;

  /** Steps of code that is short. */
  private static final int SHORT = 4;

  /** Lanes of an ordinary vector: enough to guess how long a call takes. */
  private static final int LANES = 8;

  /** Writes vector code in the background and hands it over once it is compiled. */
  void submit(
      Demand demand,
      Program program,
      TieredLoop.Source vector,
      int lanes,
      Consumer<ElementLoop> whenReady) {
    warmup.submit(
        demand,
        () -> {
          ElementLoop loop = vector.write();
          return new Code(List.of(exercise(program, loop, lanes)), () -> whenReady.accept(loop));
        });
  }

  private static Exercise exercise(Program program, ElementLoop loop, int lanes) {
    int operands = program.operands().size();
    int columns = program.joinsRows() ? joined(program) : VECTORS * lanes;
    int rows = program.joinsRows() ? 1 : 2;
    Arena arena = Arena.ofAuto();
    MemorySegment[] segments = new MemorySegment[operands];
    long[] starts = new long[operands + 1];
    long[] columnSteps = new long[operands + 1];
    long[] rowSteps = new long[operands + 1];
    for (int i = 0; i < operands; i++) {
      Operand operand = program.operands().get(i);
      long bytes = operand.dtype().bytes();
      segments[i] = arena.allocate((columns + lanes) * bytes, Long.BYTES);
      fill(segments[i], operand);
      columnSteps[i] = operand.stride() == Operand.Stride.ZERO ? 0 : bytes;
    }
    columnSteps[operands] = 1;
    long[] scalars = new long[scalars(program)];
    Runnable call = () -> loop.run(segments, starts, columnSteps, rowSteps, columns, rows, scalars);
    long vectors = program.joinsRows() ? columns / LANES : VECTORS;
    return new Exercise(call, rows * vectors * program.nodes().size());
  }

  /**
   * The columns of code that joins rows. With a single column beyond them, blocks take all of it.
   * The JVM counts calls, and most such code is long, so that longer loops would take more time
   * until it is compiled. Maxima have long code, too, and gained nothing.
   */
  private static int joined(Program program) {
    boolean adds = program.stores().stream().allMatch(store -> store.join() == ReduceKind.SUM);
    int blocks = adds && program.nodes().size() <= SHORT ? SHORT_BLOCKS : 1;
    return blocks * RowTotals.width(program) + 1;
  }

  /** Ordinary numbers: subnormal ones would take longer. */
  private static void fill(MemorySegment segment, Operand operand) {
    for (long at = 0; at < segment.byteSize(); at += operand.dtype().bytes()) {
      switch (operand.dtype()) {
        case BOOL, U8, I8 -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
        case I16 -> segment.set(ValueLayout.JAVA_SHORT, at, (short) 1);
        case F16, BF16 -> Cells.setHalf(segment, operand.dtype(), at, 0.5f);
        case I32 -> segment.set(ValueLayout.JAVA_INT, at, 1);
        case I64 -> segment.set(ValueLayout.JAVA_LONG, at, 1);
        case F32 -> segment.set(ValueLayout.JAVA_FLOAT, at, 0.5f);
        case F64 -> segment.set(ValueLayout.JAVA_DOUBLE, at, 0.5);
      }
    }
  }

  private static int scalars(Program program) {
    return program.nodes().stream()
        .filter(node -> node.step() == Step.SCALAR)
        .mapToInt(node -> (int) node.immediate() + 1)
        .max()
        .orElse(0);
  }
}
