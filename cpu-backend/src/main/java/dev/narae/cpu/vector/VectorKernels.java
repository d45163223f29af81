package dev.narae.cpu.vector;

import dev.narae.cpu.kernel.Frame;
import dev.narae.cpu.kernel.Node;
import dev.narae.cpu.kernel.Operand;
import dev.narae.cpu.kernel.Program;
import dev.narae.cpu.kernel.Program.Level;
import dev.narae.cpu.kernel.Step;
import dev.narae.cpu.kernel.ValueType;
import dev.narae.cpu.kernel.WideEmitter;
import java.util.Optional;
import java.util.function.Function;

/** Finds out which programs have a vector form, and makes its emitter. */
public final class VectorKernels {
  private VectorKernels() {}

  /** The number of elements that a vector holds in a computation of a type's width. */
  public static int lanes(ValueType compute, int bits) {
    return new VectorLanes(bits, isWide(compute)).count();
  }

  /**
   * The emitter for vectors of a width.
   *
   * @param compute the type of the arithmetic, which decides on the number of lanes
   * @return empty if some step, dtype or stride is not possible in these lanes
   */
  public static Optional<Function<Frame, WideEmitter>> emitter(
      Program program, ValueType compute, int bits) {
    VectorLanes lanes = new VectorLanes(bits, isWide(compute));
    return isPossible(program, lanes)
        ? Optional.of(frame -> new VectorEmitter(frame, lanes))
        : Optional.empty();
  }

  private static boolean isWide(ValueType compute) {
    return compute.bytes() == Long.BYTES;
  }

  private static boolean isPossible(Program program, VectorLanes lanes) {
    Level[] levels = program.levels();
    for (Node node : program.nodes()) {
      if (levels[node.id()] == Level.ELEMENT && !isPossible(node, program, lanes)) {
        return false;
      }
    }
    for (Program.Store store : program.stores()) {
      Operand target = program.operands().get(store.operand());
      boolean fits = lanes.holds(store.value().type()) && lanes.canAccess(target.dtype());
      if (!fits || (store.join() == null && target.stride() != Operand.Stride.UNIT)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPossible(Node node, Program program, VectorLanes lanes) {
    boolean held = node.args().stream().allMatch(arg -> lanes.holds(arg.type()));
    if (!held || !lanes.holds(node.type()) || node.step() == Step.CALL) {
      return false;
    }
    return switch (node.step()) {
      case INDEX -> program.index() == Operand.Stride.UNIT;
      case LOAD -> {
        Operand source = program.operands().get((int) node.immediate());
        yield source.stride() == Operand.Stride.UNIT && lanes.canAccess(source.dtype());
      }
      default -> true;
    };
  }
}
