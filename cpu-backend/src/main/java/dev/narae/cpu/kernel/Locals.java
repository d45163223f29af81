package dev.narae.cpu.kernel;

import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.Map;

/** The values that are kept in local variables because they are needed more than once. */
public final class Locals {
  private final Frame frame;
  private final Map<Node, Local> slots;
  private final Map<Node, Integer> uses;

  private record Local(TypeKind kind, int slot) {}

  /** No values kept yet. */
  public Locals(Frame frame) {
    this.frame = frame;
    this.slots = new HashMap<>();
    this.uses = new HashMap<>();
    for (Node node : frame.program().nodes()) {
      node.args().forEach(arg -> uses.merge(arg, 1, Integer::sum));
    }
    frame.program().stores().forEach(store -> uses.merge(store.value(), 1, Integer::sum));
  }

  private Locals(Locals outer) {
    this.frame = outer.frame;
    this.slots = new HashMap<>(outer.slots);
    this.uses = outer.uses;
  }

  /** For a repetition of the inner code: what is kept so far, and room for more. */
  public Locals fork() {
    return new Locals(this);
  }

  /** Whether a value is used more than once. */
  public boolean isShared(Node node) {
    return uses.getOrDefault(node, 0) > 1;
  }

  /** Whether a value is needed at an inner level than its own. */
  public boolean crosses(Node node, Program.Level[] levels) {
    for (Program.Store store : frame.program().stores()) {
      if (store.value() == node) {
        return true;
      }
    }
    for (Node user : frame.program().nodes()) {
      if (levels[user.id()] != levels[node.id()] && user.args().contains(node)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a value is kept. */
  public boolean has(Node node) {
    return slots.containsKey(node);
  }

  /** Pushes a value if it is kept. */
  public boolean load(Node node) {
    Local local = slots.get(node);
    if (local == null) {
      return false;
    }
    frame.code().loadLocal(local.kind, local.slot);
    return true;
  }

  /** Pops a value and keeps it. */
  public void store(Node node, TypeKind kind) {
    int slot = frame.code().allocateLocal(kind);
    frame.code().storeLocal(kind, slot);
    slots.put(node, new Local(kind, slot));
  }
}
