package dev.narae.cpu.kernel;

import java.util.List;

/**
 * A step applied to the values of other nodes. Nodes are made by {@link Nodes}, which returns the
 * same object for the same step, so identity is equality.
 */
public final class Node {
  private final int id;
  private final Step step;
  private final ValueType type;
  private final List<Node> args;
  private final long immediate;

  Node(int id, Step step, ValueType type, List<Node> args, long immediate) {
    this.id = id;
    this.step = step;
    this.type = type;
    this.args = args;
    this.immediate = immediate;
  }

  /** The number of the node: greater than those of its arguments. */
  public int id() {
    return id;
  }

  /** What is done. */
  public Step step() {
    return step;
  }

  /** The type of the value. */
  public ValueType type() {
    return type;
  }

  /** The values it is done to. */
  public List<Node> args() {
    return args;
  }

  /** Argument {@code i}. */
  public Node arg(int i) {
    return args.get(i);
  }

  /** The number that {@link Step} gives a meaning to. */
  public long immediate() {
    return immediate;
  }

  /** The function of a {@link Step#CALL}. */
  Function function() {
    return Function.numbered(immediate);
  }

  @Override
  public String toString() {
    return "v" + id;
  }
}
