package dev.narae;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functional gradients, and switching the recording of gradients off and on. */
public final class Grad {
  private Grad() {}

  /** Restores on close what was switched; opened with try. */
  public static final class Mode implements AutoCloseable {
    private final boolean recordingBefore;
    private final boolean anomalyBefore;

    private Mode(boolean recording, boolean anomaly) {
      Context context = Context.current();
      recordingBefore = context.recording;
      anomalyBefore = context.anomaly;
      context.recording = recording;
      context.anomaly = anomaly;
    }

    /** Restores the mode from before. */
    @Override
    public void close() {
      Context context = Context.current();
      context.recording = recordingBefore;
      context.anomaly = anomalyBefore;
    }
  }

  /** Stops recording in this thread until closed: {@code try (var _ = Grad.noGrad()) { … }}. */
  public static Mode noGrad() {
    return new Mode(false, Context.current().anomaly);
  }

  /** Starts recording in this thread until closed, inside a {@link #noGrad}. */
  public static Mode enableGrad() {
    return new Mode(true, Context.current().anomaly);
  }

  /**
   * Looks for NaN in this thread until closed: calls keep their Java stack, and a backward that
   * finds a NaN throws an {@link AutogradException} that names the operation and has the stack of
   * its forward call as its cause. Slow; the property {@code narae.anomaly=true} switches it on for
   * a whole program.
   */
  public static Mode detectAnomaly() {
    return new Mode(Context.current().recording, true);
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

  /** A function of tensors. */
  @FunctionalInterface
  public interface Fn {
    /** The function's value. */
    Tensor apply(List<Tensor> inputs);

    private static Fn of(UnaryOperator<Tensor> function) {
      return inputs -> function.apply(inputs.getFirst());
    }
  }

  /**
   * The value of a function with products of its derivative.
   *
   * @param value the function's value
   * @param products one tensor for each input, or a single one as the method says
   */
  public record Products(Tensor value, List<Tensor> products) {
    /** The only product, or the first. */
    public Tensor product() {
      return products.getFirst();
    }
  }

  /**
   * The Jacobian matrix of {@code function} at {@code input}: element (o…, i…) is the derivative of
   * output element o… with respect to input element i…. One backward pass for each output element.
   * Like all derivatives of functions here it can be differentiated again if {@code input} requires
   * a gradient and recording is on.
   *
   * @return of the output's shape followed by the input's
   */
  public static Tensor jacobian(UnaryOperator<Tensor> function, Tensor input) {
    return Functional.jacobian(Fn.of(function), List.of(input)).getFirst();
  }

  /** {@link #jacobian(UnaryOperator, Tensor)} with respect to each of several inputs. */
  public static List<Tensor> jacobian(Fn function, List<Tensor> inputs) {
    return Functional.jacobian(function, inputs);
  }

  /**
   * The matrix of second derivatives of a function whose value is a single number.
   *
   * @return of the input's shape twice
   * @throws ShapeException if the value is not a single number
   */
  public static Tensor hessian(UnaryOperator<Tensor> function, Tensor input) {
    return Functional.hessian(Fn.of(function), List.of(input)).getFirst().getFirst();
  }

  /**
   * The second derivatives with respect to each pair of inputs: element (i, j) has the shape of
   * input i followed by that of input j.
   */
  public static List<List<Tensor>> hessian(Fn function, List<Tensor> inputs) {
    return Functional.hessian(function, inputs);
  }

  /**
   * The vector-Jacobian product: {@code vector}, of the output's shape, times the Jacobian.
   *
   * @return a product of each input's shape
   */
  public static Products vjp(Fn function, List<Tensor> inputs, Tensor vector) {
    return Functional.vjp(function, inputs, vector);
  }

  /**
   * The Jacobian-vector product: the change of the output when each input changes along its vector.
   *
   * @param vectors one for each input, of its shape
   * @return one product, of the output's shape
   */
  public static Products jvp(Fn function, List<Tensor> inputs, List<Tensor> vectors) {
    return Functional.jvp(function, inputs, vectors);
  }

  /**
   * The Hessian of a function whose value is a single number, times a vector, without forming it.
   *
   * @param vectors one for each input, of its shape
   * @return a product of each input's shape
   */
  public static Products hvp(Fn function, List<Tensor> inputs, List<Tensor> vectors) {
    return Functional.hvp(function, inputs, vectors);
  }

  /** A vector times the Hessian: as {@link #hvp} where that is symmetric, and faster. */
  public static Products vhp(Fn function, List<Tensor> inputs, List<Tensor> vectors) {
    return Functional.vhp(function, inputs, vectors);
  }

  /** {@link #checkpointAll} of a function with one input and one result. */
  public static Tensor checkpoint(UnaryOperator<Tensor> function, Tensor input) {
    return checkpoint(Fn.of(function), List.of(input));
  }

  /** {@link #checkpointAll} of a function with one result. */
  public static Tensor checkpoint(Fn function, List<Tensor> inputs) {
    return checkpointAll(given -> List.of(function.apply(given)), inputs).getFirst();
  }

  /**
   * Runs a function without keeping what its gradients read: backward runs it a second time. It
   * must do the same both times; what it draws from {@link Generator#global()} is repeated.
   * Gradients also reach tensors that the function reads without taking them as inputs. Checkpoints
   * nest.
   *
   * <p>The function runs in a {@link Scope} of its own, which only its results outlive.
   *
   * @return the function's results
   */
  public static List<Tensor> checkpointAll(
      UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
    return Checkpoint.run(function, inputs);
  }

  /** {@link #clipNorm(List, double, double)} with the Euclidean norm. */
  public static Tensor clipNorm(List<Tensor> tensors, double limit) {
    return clipNorm(tensors, limit, 2);
  }

  /**
   * Scales the collected gradients of {@code tensors}, in place and by the same factor, so that
   * their norm as one long vector is at most {@code limit}. Does not wait for the device.
   *
   * @param p the order of the norm; infinity for the largest magnitude
   * @return the norm from before, a tensor without dimensions
   */
  public static Tensor clipNorm(List<Tensor> tensors, double limit, double p) {
    return Clipping.norm(tensors, limit, p, false);
  }

  /**
   * {@link #clipNorm(List, double, double)}, which first waits for the norm.
   *
   * @throws AutogradException if the norm is infinite or NaN; then no gradient has changed
   */
  public static Tensor clipFiniteNorm(List<Tensor> tensors, double limit, double p) {
    return Clipping.norm(tensors, limit, p, true);
  }

  /**
   * Divides the collected gradients of {@code tensors}, in place, by the factor that their loss was
   * multiplied by, and waits for whether all of them were finite. {@code
   * dev.narae.optim.GradScaler} does this and what else there is to it.
   *
   * @return false if an element is infinite or NaN
   * @throws DTypeException if a gradient is of half precision; then nothing has changed
   * @throws IllegalArgumentException if the factor is not above 0 and finite
   */
  public static boolean unscale(List<Tensor> tensors, double scale) {
    return Unscaling.apply(tensors, scale);
  }

  /** Limits every element of the collected gradients to [-limit, limit], in place. */
  public static void clipValue(List<Tensor> tensors, double limit) {
    Clipping.value(tensors, limit);
  }
}
