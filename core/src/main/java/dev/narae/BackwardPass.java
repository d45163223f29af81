package dev.narae;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the graph, from outputs to inputs: nodes in descending order of their calls, so
 * that a node runs once all its gradients have arrived. A loop: no recursion, whatever the depth.
 *
 * <p>Gradients of intermediates live in a scope of the pass and are released as soon as they have
 * been used, unless the pass itself is recorded.
 */
final class BackwardPass {
  private final boolean retainGraph;
  private final boolean createGraph;
  private final IdentityHashMap<Node, @Nullable Tensor[]> arrived = new IdentityHashMap<>();
  private final PriorityQueue<Node> ready =
      new PriorityQueue<>((a, b) -> Long.compare(b.sequence(), a.sequence()));

  /** The sum of the parts that have arrived at each leaf. */
  private final IdentityHashMap<Variable, @Nullable Tensor> leaves = new IdentityHashMap<>();

  /** What {@link #gradients} looks for; null when the leaves collect. */
  private @Nullable IdentityHashMap<Variable, @Nullable Tensor> wanted;

  private @Nullable Set<Node> useful;

  /** Owns the gradients in flight; null when the pass is recorded. */
  private @Nullable Scope scope;

  BackwardPass(boolean retainGraph, boolean createGraph) {
    this.retainGraph = retainGraph || createGraph;
    this.createGraph = createGraph;
  }

  /** Adds the gradients to all leaves. */
  void accumulate(Tensor output, @Nullable Tensor upstream) {
    start(List.of(output), upstream == null ? List.of() : List.of(upstream));
  }

  /** The gradients for some variables, null where nothing arrives; the leaves stay as they are. */
  Map<Variable, @Nullable Tensor> gradients(
      List<Tensor> outputs, List<Tensor> upstream, List<Variable> inputs) {
    IdentityHashMap<Variable, @Nullable Tensor> found = new IdentityHashMap<>();
    inputs.forEach(input -> found.put(input, null));
    wanted = found;
    useful = Graph.leadingTo(found.keySet(), outputs);
    start(outputs, upstream);
    return found;
  }

  private void start(List<Tensor> outputs, List<Tensor> upstream) {
    Graph.checkSeeds(outputs, upstream);
    Context context = Context.current();
    Scope outer = context.pass;
    Autocast open = context.autocast;
    context.autocast = null;
    try (Grad.Mode _ = createGraph ? Grad.enableGrad() : Grad.noGrad()) {
      if (createGraph) {
        context.pass = context.scope;
        walk(outputs, upstream);
        return;
      }
      try (Scope own = Scope.open("backward")) {
        scope = own;
        context.pass = own;
        walk(outputs, upstream);
        keepResults(own);
      }
    } finally {
      context.pass = outer;
      context.autocast = open;
    }
  }

  private void keepResults(Scope own) {
    if (wanted != null) {
      for (Tensor result : wanted.values()) {
        if (result != null) {
          result.storage().pending--;
          own.keep(result);
          write(result);
        }
      }
    }
  }

  private void walk(List<Tensor> outputs, List<Tensor> upstream) {
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      Tensor seed = upstream.isEmpty() ? Tensor.onesLike(output) : upstream.get(i);
      arrive(output.requireVariable("backward"), seed);
    }
    for (Node node = ready.poll(); node != null; node = ready.poll()) {
      step(node);
    }
    leaves.forEach(this::deliver);
  }

  private void step(Node node) {
    @Nullable Tensor[] upstream = arrived.remove(node);
    if (upstream == null) {
      throw new IllegalStateException("backward: no gradient arrived at " + node.op().name());
    }
    node.checkNotReleased();
    for (int i = 0; i < upstream.length; i++) {
      Tensor complete = upstream[i];
      if (complete != null) {
        upstream[i] = complete(node.outputVariable(i), complete);
      }
    }
    @Nullable Tensor[] gradients = vjp(node, upstream);
    for (int i = 0; i < gradients.length; i++) {
      Variable input = node.variable(i);
      Tensor gradient = gradients[i];
      if (input != null && gradient != null) {
        arrive(input, gradient);
      }
    }
    wantShared(node, gradients);
    for (Tensor used : upstream) {
      if (used != null) {
        drop(used);
      }
    }
    if (!retainGraph) {
      node.release();
    }
  }

  /** What a leaf will keep is written anyway, so that other gradients should rather read it. */
  private static void wantShared(Node node, @Nullable Tensor[] gradients) {
    for (int i = 0; i < gradients.length; i++) {
      Variable input = node.variable(i);
      Tensor gradient = gradients[i];
      if (input != null && input.isLeaf() && gradient != null && gradient.storage().pending > 1) {
        gradient.storage().want();
      }
    }
  }

  /** All parts of an intermediate's gradient are here: hooks see it, and who asked for it. */
  private Tensor complete(@Nullable Variable variable, Tensor sum) {
    if (variable == null) {
      return sum;
    }
    Tensor gradient = sum;
    if (variable.hasHooks()) {
      outlive(sum);
      gradient = variable.applyHooks(sum);
      gradient.storage().pending++;
      drop(sum);
    }
    if (wanted != null && wanted.containsKey(variable)) {
      gradient.storage().pending++;
      wanted.put(variable, gradient);
    } else if (wanted == null && variable.retainsGrad()) {
      variable.accumulate(gradient, false);
    }
    return gradient;
  }

  private void outlive(Tensor gradient) {
    if (scope != null) {
      scope.keep(gradient);
    }
  }

  /** Runs the op's gradient; its temporaries are released at once. */
  private @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    if (scope == null) {
      return gradients(node, upstream);
    }
    try (Scope inner = Scope.openLazy("backward of " + node.op().name())) {
      @Nullable Tensor[] gradients = gradients(node, upstream);
      for (Tensor gradient : gradients) {
        if (gradient != null) {
          inner.keep(gradient);
        }
      }
      return gradients;
    }
  }

  private static @Nullable Tensor[] gradients(Node node, @Nullable Tensor[] upstream) {
    return Context.current().anomaly ? Anomaly.vjp(node, upstream) : node.op().vjp(node, upstream);
  }

  private void arrive(Variable variable, Tensor raw) {
    Node creator = variable.creator();
    if (wanted != null
        && !wanted.containsKey(variable)
        && (creator == null || useful == null || !useful.contains(creator))) {
      return;
    }
    Tensor gradient = raw.dtype() == variable.dtype() ? raw : raw.to(variable.dtype());
    if (creator == null) {
      leaves.put(variable, sum(leaves.get(variable), gradient));
    } else {
      @Nullable Tensor[] slots = slots(creator);
      slots[variable.output()] = sum(slots[variable.output()], gradient);
    }
  }

  private @Nullable Tensor[] slots(Node node) {
    @Nullable Tensor[] slots = arrived.get(node);
    if (slots == null) {
      slots = new Tensor[node.outputCount()];
      arrived.put(node, slots);
      ready.add(node);
    }
    return slots;
  }

  /** Adds a part to what has arrived; the result is pending once. */
  private Tensor sum(@Nullable Tensor before, Tensor part) {
    if (before == null) {
      part.storage().pending++;
      return part;
    }
    boolean fused = before.storage().waiting() != null || part.storage().waiting() != null;
    if (!fused && isOurs(before, 1) && before.storage() != part.storage()) {
      return before.addInPlace(part);
    }
    Tensor sum = before.add(part);
    sum.storage().pending++;
    drop(before);
    return sum;
  }

  /** Hands a leaf its gradient. */
  private void deliver(Variable leaf, @Nullable Tensor sum) {
    if (sum == null) {
      return;
    }
    sum.storage().pending--;
    Tensor gradient = leaf.hasHooks() ? hooked(leaf, sum) : sum;
    if (wanted == null) {
      leaf.accumulate(gradient, isOurs(gradient, 0));
      write(leaf.grad());
    } else {
      gradient.storage().pending++;
      wanted.put(leaf, gradient);
    }
  }

  /** Results that wait would keep what the pass has used: forward values, other gradients. */
  private void write(@Nullable Tensor result) {
    if (result != null && scope != null) {
      result.storage().finish();
    }
  }

  private Tensor hooked(Variable leaf, Tensor gradient) {
    outlive(gradient);
    return leaf.applyHooks(gradient);
  }

  /** Whether nothing but this pass can see the tensor, which has {@code uses} pending uses. */
  private boolean isOurs(Tensor gradient, int uses) {
    Storage storage = gradient.storage();
    return scope != null
        && storage.owner() == scope
        && storage.pending == uses
        && gradient.isWhole();
  }

  private void drop(Tensor gradient) {
    Storage storage = gradient.storage();
    storage.pending--;
    if (scope != null && storage.pending == 0 && storage.owner() == scope) {
      storage.closeSoon("backward");
    }
  }
}
