package dev.narae;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares gradients with central differences (f(x + h) - f(x - h)) / 2h, in double precision.
 *
 * @param step h
 * @param absolute the difference allowed in any case
 * @param relative the difference allowed in proportion to the gradient
 */
public record GradCheck(double step, double absolute, double relative) {
  /** h = 1e-6, differences up to 1e-5 or 1e-3 of the gradient. */
  public static final GradCheck DEFAULT = new GradCheck(1e-6, 1e-5, 1e-3);

  /** A function of tensors. */
  @FunctionalInterface
  public interface Subject {
    /** The function's value. */
    Tensor apply(List<Tensor> inputs);
  }

  /** {@link #run} with the default tolerances. */
  public static void check(Subject subject, Tensor... inputs) {
    DEFAULT.run(subject, inputs);
  }

  /** {@link #runSecondOrder} with the default tolerances. */
  public static void checkSecondOrder(Subject subject, Tensor... inputs) {
    DEFAULT.runSecondOrder(subject, inputs);
  }

  /**
   * Checks the gradient of a fixed weighted sum of the subject's output for every tracked input.
   *
   * @param inputs F64; those with {@code requiresGrad} are checked
   * @throws AssertionError naming the input, the element and both values where they differ
   */
  public void run(Subject subject, Tensor... inputs) {
    List<Tensor> all = List.of(inputs);
    List<Tensor> tracked = tracked(all);
    try (Scope _ = Scope.open("gradCheck");
        var _ = Grad.enableGrad()) {
      Tensor value = project(subject, all);
      List<Tensor> gradients =
          value.requiresGrad()
              ? Grad.of(List.of(value), tracked, Grad.Options.DEFAULT.allowingUnused())
              : tracked.stream().map(Tensor::zerosLike).toList();
      for (int i = 0; i < tracked.size(); i++) {
        compare(subject, all, tracked.get(i), gradients.get(i), i);
      }
    }
  }

  /** Checks the gradient of the gradient in the same way. */
  public void runSecondOrder(Subject subject, Tensor... inputs) {
    run(all -> gradientSum(subject, all), inputs);
  }

  private static Tensor gradientSum(Subject subject, List<Tensor> inputs) {
    List<Tensor> tracked = tracked(inputs);
    Tensor value = project(subject, inputs);
    if (!value.requiresGrad()) {
      return value;
    }
    List<Tensor> gradients =
        Grad.of(List.of(value), tracked, Grad.Options.DEFAULT.creatingGraph().allowingUnused());
    return gradients.stream().map(GradCheck::weighted).reduce(Tensor::add).orElse(value);
  }

  private static List<Tensor> tracked(List<Tensor> inputs) {
    List<Tensor> tracked = new ArrayList<>();
    for (Tensor input : inputs) {
      if (input.requiresGrad()) {
        if (input.dtype() != DType.F64) {
          throw new DTypeException(
              "gradCheck: an input is %s; differences need f64: convert with to(DType.F64)"
                  .formatted(input.dtype()));
        }
        tracked.add(input);
      }
    }
    return tracked;
  }

  private static Tensor project(Subject subject, List<Tensor> inputs) {
    return weighted(subject.apply(inputs));
  }

  /** A sum with different weights, so that errors cannot cancel. */
  private static Tensor weighted(Tensor value) {
    Tensor weights =
        Tensor.arange(value.size(), DType.F64, value.device()).mul(0.37).sin().add(1.5);
    return value.mul(weights.reshape(value.shape())).sum();
  }

  private void compare(
      Subject subject, List<Tensor> inputs, Tensor input, Tensor gradient, int number) {
    double[] expected = gradient.toDoubleArray();
    Tensor values = input.detach();
    double[] original = values.toDoubleArray();
    for (int e = 0; e < original.length; e++) {
      double up = probe(subject, inputs, values, original, e, step);
      double down = probe(subject, inputs, values, original, e, -step);
      double numeric = (up - down) / (2 * step);
      double difference = Math.abs(numeric - expected[e]);
      if (!(difference <= absolute + relative * Math.abs(numeric))) {
        throw new AssertionError(
            "gradCheck: input %d of shape %s, element %d: the gradient is %s, by differences %s"
                .formatted(number, input.shape(), e, expected[e], numeric));
      }
    }
  }

  /** The subject with one element moved; the input is restored before returning. */
  private static double probe(
      Subject subject, List<Tensor> inputs, Tensor values, double[] original, int e, double h) {
    double[] moved = original.clone();
    moved[e] += h;
    try (Scope _ = Scope.open("gradCheck")) {
      write(values, moved);
      return project(subject, inputs).item();
    } finally {
      write(values, original);
    }
  }

  private static void write(Tensor target, double[] values) {
    try (Scope _ = Scope.open("gradCheck");
        var _ = Grad.noGrad()) {
      Tensor source = Device.with(target.device(), () -> Tensor.of(values, target.shape().dims()));
      target.copyFrom(target.rank() == 0 ? source.reshape() : source);
    }
  }
}
