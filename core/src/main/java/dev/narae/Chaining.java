package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.util.function.Predicate;

/**
 * Decides whether a call of an elementwise operator computes at once or waits, alone or together
 * with those before it; see {@link Fusion}.
 */
final class Chaining {
  /** Smaller results fit the fastest cache, and are not worth a thought. */
  private static final long FEWEST_ELEMENTS = 1 << 15;

  /** With gradients most results are read again, so that less is saved; see docs/decisions.md. */
  private static final long FEWEST_WITH_GRADIENTS = 1 << 20;

  private final Backend backend;
  private final MapOp op;
  private final Tensor[] inputs;
  private final Tensor out;

  Chaining(Backend backend, MapOp op, Tensor[] inputs, Tensor out) {
    this.backend = backend;
    this.op = op;
    this.inputs = inputs;
    this.out = out;
  }

  /** Whether there is anything to decide. */
  static boolean concerns(Tensor[] inputs, Tensor out, Context context) {
    return switch (context.fusion) {
      case OFF -> false;
      case AUTO ->
          out.size() >= FEWEST_ELEMENTS
              && (out.size() >= FEWEST_WITH_GRADIENTS || !isForGradients(inputs, context))
              && !context.anomaly;
      case ALWAYS -> out.size() > 0;
    };
  }

  private static boolean isForGradients(Tensor[] inputs, Context context) {
    return context.pass != null || (context.recording && Dispatch.anyTracked(inputs));
  }

  void run(Fusion.Level level) {
    if (level == Fusion.Level.ALWAYS) {
      always();
    } else {
      wherePaying();
    }
  }

  /** Waits with all that waits already, unless that becomes too much. */
  private void always() {
    Link link = link(waiting -> !waiting.isTrace() && isFree(waiting));
    Chain chain = link.chain();
    if (chain.isRefused()) {
      link = link(_ -> false);
      chain = link.chain();
    }
    if (link.mayWait()) {
      link.begin(chain);
    } else {
      alone();
    }
  }

  /** Goes on from inputs that wait if the joint kernel is ready, or a longer one is. */
  private void wherePaying() {
    Link link = link(waiting -> !waiting.isTrace() && isFree(waiting) && !waiting.chain().isKept());
    Chain chain = link.chain();
    chain.countMade(link.leaves(), out.memory());
    if (!link.isJoined() && isHidingAnother(chain)) {
      learn();
    } else if (chain.isPromising() && link.mayWait()) {
      link.begin(chain);
    } else if (link.isJoined() && chain.isReady()) {
      link.run(chain);
    } else if (link.isJoined() && !chain.isRefused()) {
      alone();
      link.trace(chain);
    } else {
      learn();
    }
  }

  /** Whether going on from here would keep a chain that begins earlier from being found. */
  private boolean isHidingAnother(Chain chain) {
    if (!chain.isPromising()) {
      return false;
    }
    Link earlier = link(waiting -> waiting.isTrace() && isFree(waiting));
    return earlier.isJoined() && earlier.chain().isUndecided() && !earlier.chain().isRefused();
  }

  /** Computes the operator alone, and notes what it could have been part of. */
  private void learn() {
    Link link = link(waiting -> waiting.isTrace() && isFree(waiting));
    Chain chain = link.chain();
    if (chain.isRefused()) {
      link = link(_ -> false);
      chain = link.chain();
    }
    if (link.isJoined()) {
      chain.countMade(link.leaves(), out.memory());
    }
    alone();
    link.trace(chain);
  }

  private Link link(Predicate<Waiting> joins) {
    return new Link(backend, op, inputs, out, joins);
  }

  /** Whether taking in a result can save its writing, or at least costs little. */
  private static boolean isFree(Waiting waiting) {
    return !waiting.isWanted() && (!waiting.isExtended() || waiting.chain().isLight());
  }

  private void alone() {
    View[] views = new View[inputs.length];
    for (int i = 0; i < views.length; i++) {
      inputs[i].storage().finish();
      views[i] = inputs[i].memory();
    }
    op.run(backend, views, out.memory());
  }
}
