package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.spi.ReduceKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a kernel for one element, and where it reads and writes.
 *
 * @param operands inputs and outputs, in the order of the loop's arrays
 * @param index how the element's position advances along the inner loop
 * @param stores what is written
 * @param nodes all nodes that the stores need, arguments first
 */
public record Program(
    List<Operand> operands, Operand.Stride index, List<Store> stores, List<Node> nodes) {

  /**
   * Writes a value, already of the operand's natural type or a mask, to an operand.
   *
   * @param join how the values of a row are joined to one, which is written once a row; null if
   *     each is written
   */
  public record Store(Node value, int operand, @Nullable ReduceKind join) {
    /** Writes each value. */
    public Store(Node value, int operand) {
      this(value, operand, null);
    }
  }

  /** When a value changes: each level includes those before it. */
  public enum Level {
    /** Once a call. */
    CALL,
    /** With each step of the outer loop. */
    ROW,
    /** With each element. */
    ELEMENT
  }

  static Program of(List<Operand> operands, Operand.Stride index, List<Store> stores, int size) {
    boolean[] seen = new boolean[size];
    List<Node> order = new ArrayList<>();
    stores.forEach(store -> visit(store.value(), seen, order));
    return new Program(operands, index, stores, List.copyOf(order));
  }

  private static void visit(Node node, boolean[] seen, List<Node> order) {
    if (!seen[node.id()]) {
      seen[node.id()] = true;
      node.args().forEach(arg -> visit(arg, seen, order));
      order.add(node);
    }
  }

  /** Whether some values are joined along rows; see {@link RowTotals}. */
  public boolean joinsRows() {
    return stores.stream().anyMatch(store -> store.join() != null);
  }

  /** Whether it only finds extrema of rows, for which a value may count twice. */
  boolean isExtrema() {
    return stores.stream()
        .allMatch(store -> store.join() == ReduceKind.MAX || store.join() == ReduceKind.MIN);
  }

  /** The dtype of a load's operand. */
  public DType dtype(Node load) {
    return operands.get((int) load.immediate()).dtype();
  }

  /** The level of each node, by its id. */
  public Level[] levels() {
    int size = nodes.stream().mapToInt(Node::id).max().orElse(-1) + 1;
    Level[] levels = new Level[size];
    for (Node node : nodes) {
      Level level = ownLevel(node);
      for (Node arg : node.args()) {
        Level other = levels[arg.id()];
        level = other.compareTo(level) > 0 ? other : level;
      }
      levels[node.id()] = level;
    }
    return levels;
  }

  private Level ownLevel(Node node) {
    return switch (node.step()) {
      case INDEX -> Level.ELEMENT;
      case LOAD ->
          operands.get((int) node.immediate()).stride() == Operand.Stride.ZERO
              ? Level.ROW
              : Level.ELEMENT;
      default -> Level.CALL;
    };
  }
}
