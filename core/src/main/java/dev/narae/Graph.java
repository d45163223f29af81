package dev.narae;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Questions about the recorded graph. */
final class Graph {
  private Graph() {}

  /** The nodes through which a gradient reaches one of the variables. */
  static Set<Node> leadingTo(Set<Variable> targets, List<Tensor> outputs) {
    Set<Node> useful = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node node : reachable(outputs).values()) {
      for (int i = 0; i < node.inputCount(); i++) {
        Variable input = node.variable(i);
        if (input != null && (targets.contains(input) || isIn(useful, input.creator()))) {
          useful.add(node);
        }
      }
      for (int i = 0; i < node.outputCount(); i++) {
        Variable output = node.outputVariable(i);
        if (output != null && targets.contains(output)) {
          useful.add(node);
        }
      }
    }
    return useful;
  }

  private static boolean isIn(Set<Node> nodes, @Nullable Node node) {
    return node != null && nodes.contains(node);
  }

  /** All nodes behind the outputs, in the order of their calls. */
  static SortedMap<Long, Node> reachable(List<Tensor> outputs) {
    SortedMap<Long, Node> found = new TreeMap<>();
    Deque<Node> open = new ArrayDeque<>();
    for (Tensor output : outputs) {
      visit(output.variable(), found, open);
    }
    for (Node node = open.poll(); node != null; node = open.poll()) {
      for (int i = 0; i < node.inputCount(); i++) {
        visit(node.variable(i), found, open);
      }
    }
    return found;
  }

  private static void visit(
      @Nullable Variable variable, SortedMap<Long, Node> found, Deque<Node> open) {
    Node node = variable == null ? null : variable.creator();
    if (node != null && found.putIfAbsent(node.sequence(), node) == null) {
      open.add(node);
    }
  }

  /** Checks that backward can start: tracked outputs, and an upstream gradient for each. */
  static void checkSeeds(List<Tensor> outputs, List<Tensor> upstream) {
    if (!upstream.isEmpty() && upstream.size() != outputs.size()) {
      throw new AutogradException(
          "backward: %d upstream gradients for %d outputs; give one for each"
              .formatted(upstream.size(), outputs.size()));
    }
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      output.requireVariable("backward");
      if (upstream.isEmpty() && output.size() != 1) {
        throw new AutogradException(
            ("backward: the output has shape %s, and only a single number can start without an"
                    + " upstream gradient; reduce it first, as with sum(), or pass one")
                .formatted(output.shape()));
      }
      if (!upstream.isEmpty() && !upstream.get(i).shape().equals(output.shape())) {
        throw new ShapeException(
            "backward: the upstream gradient has shape %s, but the output has %s; they must be equal"
                .formatted(upstream.get(i).shape(), output.shape()));
      }
    }
  }
}
