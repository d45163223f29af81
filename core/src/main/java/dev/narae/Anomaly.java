package dev.narae;

import org.jspecify.annotations.Nullable;

/** Finding the forward call whose gradient is not a number. */
final class Anomaly {
  private Anomaly() {}

  /** In anomaly mode, an exception that was made in the call which is being recorded. */
  static @Nullable AutogradException call(Op op) {
    Context context = Context.current();
    if (!context.anomaly) {
      return null;
    }
    Node origin = context.differentiated;
    AutogradException call =
        new AutogradException(
            origin == null
                ? "the forward call of " + op.name()
                : "the call of %s, made by backward of %s"
                    .formatted(op.name(), origin.op().name()));
    if (origin != null && origin.call() != null) {
      call.initCause(origin.call());
    }
    return call;
  }

  /** Runs a node's gradient; failures and NaN come with the forward call. */
  static @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Context context = Context.current();
    Node outer = context.differentiated;
    context.differentiated = node;
    try {
      @Nullable Tensor[] gradients = node.op().vjp(node, upstream);
      check(node, gradients);
      return gradients;
    } catch (RuntimeException e) {
      if (node.call() != null && e.getCause() != node.call()) {
        e.addSuppressed(node.call());
      }
      throw e;
    } finally {
      context.differentiated = outer;
    }
  }

  private static void check(Node node, @Nullable Tensor[] gradients) {
    for (int i = 0; i < gradients.length; i++) {
      Tensor gradient = gradients[i];
      if (gradient != null && node.needs(i) && hasNaN(gradient)) {
        AutogradException error =
            new AutogradException(
                "backward of %s: the gradient of its input %d of shape %s contains NaN; %s"
                    .formatted(
                        node.op().name(),
                        i,
                        gradient.shape(),
                        node.call() == null
                            ? "make the forward call inside Grad.detectAnomaly() too, to see where"
                                + " it was"
                            : "the cause shows the forward call"));
        if (node.call() != null) {
          error.initCause(node.call());
        }
        throw error;
      }
    }
  }

  private static boolean hasNaN(Tensor gradient) {
    try (Scope _ = Scope.open("detectAnomaly");
        var _ = Grad.noGrad()) {
      return gradient.isNaN().any().item() != 0;
    }
  }
}
