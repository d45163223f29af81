package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.cpu.Warmup;
import dev.narae.cpu.vector.VectorKernels;
import dev.narae.expr.Kernel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Turns kernels into code: into one loop, or into several where the tree is large. */
final class KernelCompiler {
  /** Code that is written several times must be so short, in steps. */
  private static final int MAX_REPEATED = 80;

  /**
   * Code of whole tensors, most of which have no rows to speak of, is doubled if it is so short.
   */
  private static final int MAX_DOUBLED = 16;

  private final int vectorBits;
  private final Tier tier;
  private final LoopWarmup warmup;
  private final boolean print = Boolean.getBoolean("narae.kernel.print");

  /**
   * A compiler.
   *
   * @param vectorBits the width of vectors; 0 where there is no Vector API
   * @param warmup has vector code compiled
   */
  KernelCompiler(int vectorBits, Tier tier, Warmup warmup) {
    this.vectorBits = vectorBits;
    this.tier = vectorBits == 0 ? Tier.SCALAR : tier;
    this.warmup = new LoopWarmup(warmup);
  }

  KernelForm compile(Kernel kernel, Signature signature) {
    List<Program> stages = new Splitter(kernel, signature).split();
    int cost = stages.stream().mapToInt(stage -> stage.nodes().size()).sum();
    ValueType type = ValueType.of(kernel.compute());
    if (signature.rows() && (stages.size() > 1 || cost > MAX_REPEATED)) {
      return new KernelForm(signature, KernelCompiler::neverRun, cost, false);
    }
    List<ElementLoop> loops = new ArrayList<>();
    for (Program stage : stages) {
      if (print) {
        System.out.println(Listing.of(kernel.toString(), stage));
      }
      loops.add(loop(stage, type, !stage.joinsRows() && stage.nodes().size() <= MAX_DOUBLED));
    }
    ElementLoop loop =
        loops.size() == 1
            ? loops.getFirst()
            : new StagedLoop(loops, stages.getLast().operands(), signature.operands().size());
    return new KernelForm(signature, loop, cost, signature.rows());
  }

  private static void neverRun(
      MemorySegment[] segments,
      long[] starts,
      long[] columnSteps,
      long[] rowSteps,
      int columns,
      int rows,
      long[] scalars) {
    throw new IllegalStateException("kernel: no code joins the rows of so large a tree");
  }

  /** The loop over a program of a row kernel. */
  ElementLoop compile(RowKernel kernel) {
    Program program = kernel.program();
    if (print) {
      System.out.println(Listing.of(kernel.name(), program));
    }
    boolean wholeRows = !program.joinsRows() && program.nodes().size() <= MAX_REPEATED;
    return loop(program, ValueType.of(kernel.compute()), wholeRows);
  }

  /**
   * A loop over a program.
   *
   * @param wholeRows whether vector code takes columns beyond whole vectors, too; it is twice as
   *     long then
   */
  private ElementLoop loop(Program program, ValueType type, boolean wholeRows) {
    if (tier == Tier.SCALAR) {
      return scalar(program, false);
    }
    return VectorKernels.emitter(program, type, vectorBits)
        .map(
            emitter -> {
              ElementLoop scalar = scalar(program, true);
              // Code that joins rows sees to the columns beyond whole vectors itself.
              int lanes = program.joinsRows() ? 1 : VectorKernels.lanes(type, vectorBits);
              TieredLoop.Source vector =
                  wholeRows
                      ? () -> new LongRows(writeRows(program, emitter), scalar, lanes)
                      : () -> new WideLoop(write(program, emitter), scalar, lanes);
              return tier == Tier.VECTOR
                  ? vector.write()
                  : new TieredLoop(scalar, vector, lanes, program, warmup);
            })
        .orElseGet(() -> scalar(program, false));
  }

  /**
   * Scalar code.
   *
   * @param brief whether it does no more than what vectors leave, once there are some
   */
  private static ElementLoop scalar(Program program, boolean brief) {
    return eager(program, LoopWriter.write("ScalarKernel", program, ScalarEmitter::new, brief));
  }

  private static ElementLoop write(Program program, Function<Frame, WideEmitter> emitter) {
    return LoopWriter.write("VectorKernel", program, emitter, false);
  }

  private static ElementLoop writeRows(Program program, Function<Frame, WideEmitter> emitter) {
    return LoopWriter.writeRows("VectorKernel", program, emitter);
  }

  /** Rows that are joined cannot be cut into pieces. */
  private static ElementLoop eager(Program program, ElementLoop loop) {
    return program.joinsRows() ? loop : new EagerLoop(loop);
  }

  /** The dtype in memory of values between stages. */
  static DType temporary(ValueType type) {
    return switch (type) {
      case INT -> DType.I32;
      case LONG -> DType.I64;
      case FLOAT -> DType.F32;
      case DOUBLE -> DType.F64;
      case MASK -> DType.BOOL;
    };
  }
}
