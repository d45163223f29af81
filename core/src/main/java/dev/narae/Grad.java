package dev.narae;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Functional gradients, and switching the recording of gradients off and on. */
public final class Grad {
  private Grad() {}

  /** Restores on close what was switched; opened with try. */
  public static final class Mode implements AutoCloseable {
    private final boolean before;

    private Mode(boolean recording) {
      Context context = Context.current();
      before = context.recording;
      context.recording = recording;
    }

    /** Restores the mode from before. */
    @Override
    public void close() {
      Context.current().recording = before;
    }
  }

  /** Stops recording in this thread until closed: {@code try (var _ = Grad.noGrad()) { … }}. */
  public static Mode noGrad() {
    return new Mode(false);
  }

  /** Starts recording in this thread until closed, inside a {@link #noGrad}. */
  public static Mode enableGrad() {
    return new Mode(true);
  }

  /** Runs {@code body} without recording. */
  public static <T> T noGrad(Supplier<T> body) {
    try (var _ = noGrad()) {
      return body.get();
    }
  }

  /** Whether operations in this thread are recorded. */
  public static boolean isEnabled() {
    return Context.current().recording;
  }

  /**
   * The gradients of scalar {@code output} with respect to {@code inputs}; no {@code grad()}
   * changes.
   *
   * @throws AutogradException if the output is not one number, or does not depend on an input
   */
  public static List<Tensor> of(Tensor output, Tensor... inputs) {
    return of(List.of(output), List.of(inputs), Options.DEFAULT);
  }

  /**
   * How {@link Grad#of(List, List, Options)} works.
   *
   * @param upstream the gradient of each output; empty for scalar outputs
   * @param retainGraph whether the graph can be used again
   * @param createGraph whether the gradients can themselves be differentiated; keeps the graph
   * @param allowUnused whether inputs that no output depends on get zeros instead of an error
   */
  public record Options(
      List<Tensor> upstream, boolean retainGraph, boolean createGraph, boolean allowUnused) {
    /** Scalar outputs, one use of the graph, first order. */
    public static final Options DEFAULT = new Options(List.of(), false, false, false);

    /** The same with given upstream gradients. */
    public Options withUpstream(Tensor... gradients) {
      return new Options(List.of(gradients), retainGraph, createGraph, allowUnused);
    }

    /** The same, keeping the graph for another use. */
    public Options retainingGraph() {
      return new Options(upstream, true, createGraph, allowUnused);
    }

    /** The same, with gradients that can be differentiated again. */
    public Options creatingGraph() {
      return new Options(upstream, true, true, allowUnused);
    }

    /** The same, with zeros for inputs that no output depends on. */
    public Options allowingUnused() {
      return new Options(upstream, retainGraph, createGraph, true);
    }
  }

  /**
   * The sum over {@code outputs} of their vector-Jacobian products, one tensor for each input.
   *
   * @throws AutogradException if an output or input is not tracked, an upstream gradient is missing
   *     or of another shape, or an input is unused
   */
  public static List<Tensor> of(List<Tensor> outputs, List<Tensor> inputs, Options options) {
    List<Variable> wanted = inputs.stream().map(input -> input.requireVariable("grad")).toList();
    BackwardPass pass = new BackwardPass(options.retainGraph, options.createGraph);
    Map<Variable, @Nullable Tensor> found = pass.gradients(outputs, options.upstream, wanted);
    List<Tensor> gradients = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Tensor gradient = found.get(wanted.get(i));
      gradients.add(gradient != null ? gradient : unused(inputs.get(i), i, options));
    }
    return gradients;
  }

  private static Tensor unused(Tensor input, int i, Options options) {
    if (options.allowUnused) {
      return Tensor.zerosLike(input);
    }
    throw new AutogradException(
        ("grad: no output depends on input %d of shape %s; leave it out, or allow it with"
                + " Options.allowingUnused()")
            .formatted(i, input.shape()));
  }
}
