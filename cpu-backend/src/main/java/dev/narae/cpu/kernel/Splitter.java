package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.expr.Expr;
import dev.narae.expr.Kernel;
import dev.narae.expr.Trees;
import dev.narae.spi.ReduceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a tree into one program, or a large one into several that hand values on in memory: the JVM
 * does not compile methods beyond 8000 bytes, and a class file ends at 65535.
 */
final class Splitter {
  /** Code of this weight has about half the bytes that the JVM still compiles. */
  private static final int MAX_WEIGHT = 400;

  private final Kernel kernel;
  private final Signature signature;
  private final int out;
  private final List<Operand> operands;
  private final List<DType> dtypes = new ArrayList<>();
  private final Map<Expr, Integer> temporaries = new LinkedHashMap<>();
  private final List<Stage> stages = new ArrayList<>();

  /** The stores of a program, before all operands are known. */
  private record Stage(List<Program.Store> stores, int size) {}

  Splitter(Kernel kernel, Signature signature) {
    this.kernel = kernel;
    this.signature = signature;
    this.operands = new ArrayList<>(signature.operands());
    this.out = operands.size() - 1;
    operands.forEach(operand -> dtypes.add(operand.dtype()));
  }

  /**
   * The programs, to be run one after the other. Their operands are those given and then the
   * temporary ones, the same for all.
   */
  List<Program> split() {
    List<Expr> order = Trees.topological(kernel.body());
    Map<Expr, Integer> lastUse = lastUses(order);
    int position = 0;
    while (position >= 0) {
      position = stage(order, lastUse, position);
    }
    return stages.stream()
        .map(
            stage -> Program.of(List.copyOf(operands), signature.index(), stage.stores, stage.size))
        .toList();
  }

  private static Map<Expr, Integer> lastUses(List<Expr> order) {
    Map<Expr, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      if (order.get(i) instanceof Expr.Apply apply) {
        for (Expr arg : apply.args()) {
          lastUse.put(arg, i);
        }
      }
    }
    return lastUse;
  }

  /** Makes one program and returns where the next begins; -1 if there is none. */
  private int stage(List<Expr> order, Map<Expr, Integer> lastUse, int first) {
    Nodes nodes = new Nodes();
    Lowering lowering = new Lowering(nodes, dtypes, kernel.compute(), signature.wideIndex());
    temporaries.forEach(
        (expr, operand) ->
            lowering.define(expr, temporary(nodes, lowering.load(operand), expr.isMask())));
    int i = first;
    while (i < order.size() && nodes.weight() < MAX_WEIGHT) {
      lowering.lower(order.get(i));
      i++;
    }
    if (i == order.size()) {
      stages.add(last(nodes, lowering, order.getLast()));
      return -1;
    }
    stages.add(handOver(nodes, lowering, order.subList(first, i), lastUse, i));
    return i;
  }

  private Stage last(Nodes nodes, Lowering lowering, Expr root) {
    Node value = lowering.lower(root);
    ReduceKind join = signature.join();
    if (join != null && signature.rows()) {
      return new Stage(List.of(new Program.Store(value, out, join)), nodes.size());
    }
    if (join != null) {
      value = join(nodes, join, lowering.load(out), value);
    }
    value = lowering.forStore(value, dtypes.get(out));
    return new Stage(List.of(new Program.Store(value, out)), nodes.size());
  }

  private static Node join(Nodes nodes, ReduceKind kind, Node sum, Node value) {
    return switch (kind) {
      case SUM -> nodes.add(sum, value);
      case PROD -> nodes.mul(sum, value);
      case MAX -> nodes.apply(Step.MAX, sum, value);
      case MIN -> nodes.apply(Step.MIN, sum, value);
    };
  }

  /** Stores what later programs need. */
  private Stage handOver(
      Nodes nodes, Lowering lowering, List<Expr> done, Map<Expr, Integer> lastUse, int next) {
    List<Program.Store> stores = new ArrayList<>();
    for (Expr expr : done) {
      if (expr instanceof Expr.Apply && lastUse.getOrDefault(expr, -1) >= next) {
        Node value = lowering.lower(expr);
        DType dtype = KernelCompiler.temporary(value.type());
        stores.add(new Program.Store(value, operands.size()));
        temporaries.put(expr, operands.size());
        operands.add(Operand.of(dtype, Operand.Stride.UNIT));
        dtypes.add(dtype);
      }
    }
    return new Stage(stores, nodes.size());
  }

  /** The value of a temporary operand's element; masks are kept as 0 and 1. */
  private static Node temporary(Nodes nodes, Node element, boolean mask) {
    return mask ? nodes.lt(nodes.integer(ValueType.INT, 0), element) : element;
  }
}
