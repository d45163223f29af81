package dev.narae;

import java.util.ArrayList;
import java.util.List;

/**
 * Derivatives of functions, as {@code torch.autograd.functional}. A result can be differentiated
 * again if gradients are recorded and an input requires one; else the inputs are taken as they are.
 */
final class Functional {
  private final String name;
  private final boolean recorded;
  private final List<Tensor> inputs;
  private final Tensor value;

  private Functional(String name, Grad.Fn function, List<Tensor> given) {
    this.name = name;
    recorded = Grad.isEnabled() && Dispatch.anyTracked(given.toArray(Tensor[]::new));
    try (var _ = Grad.enableGrad()) {
      inputs =
          given.stream()
              .map(t -> recorded && t.requiresGrad() ? t.alias() : t.detach().requiresGrad(true))
              .toList();
      value = function.apply(inputs);
    }
  }

  static List<Tensor> jacobian(Grad.Fn function, List<Tensor> inputs) {
    Functional call = new Functional("jacobian", function, inputs);
    try (var _ = Grad.enableGrad()) {
      return call.results(call.jacobian(call.value));
    }
  }

  static List<List<Tensor>> hessian(Grad.Fn function, List<Tensor> inputs) {
    Functional call = new Functional("hessian", function, inputs);
    call.requireNumber();
    try (var _ = Grad.enableGrad()) {
      return call.gradient().stream().map(g -> call.results(call.jacobian(g))).toList();
    }
  }

  static Grad.Products vjp(Grad.Fn function, List<Tensor> inputs, Tensor upstream) {
    Functional call = new Functional("vjp", function, inputs);
    call.checkShapes(List.of(call.value), List.of(upstream), "output");
    try (var _ = Grad.enableGrad()) {
      return call.with(pull(List.of(call.value), List.of(upstream), call.inputs, call.recorded));
    }
  }

  static Grad.Products jvp(Grad.Fn function, List<Tensor> inputs, List<Tensor> tangents) {
    Functional call = new Functional("jvp", function, inputs);
    call.checkShapes(call.inputs, tangents, "input");
    try (var _ = Grad.enableGrad()) {
      return call.with(call.push(List.of(call.value), tangents));
    }
  }

  static Grad.Products vhp(Grad.Fn function, List<Tensor> inputs, List<Tensor> vectors) {
    Functional call = new Functional("vhp", function, inputs);
    call.requireNumber();
    call.checkShapes(call.inputs, vectors, "input");
    try (var _ = Grad.enableGrad()) {
      return call.with(pull(call.gradient(), vectors, call.inputs, call.recorded));
    }
  }

  static Grad.Products hvp(Grad.Fn function, List<Tensor> inputs, List<Tensor> vectors) {
    Functional call = new Functional("hvp", function, inputs);
    call.requireNumber();
    call.checkShapes(call.inputs, vectors, "input");
    try (var _ = Grad.enableGrad()) {
      return call.with(call.push(call.gradient(), vectors));
    }
  }

  /** The gradient of the value, recorded. */
  private List<Tensor> gradient() {
    return pull(List.of(value), List.of(Tensor.onesLike(value)), inputs, true);
  }

  /** One row for each element of {@code output}, stacked. */
  private List<Tensor> jacobian(Tensor output) {
    List<List<Tensor>> rows = new ArrayList<>();
    Tensor places = Tensor.arange(output.size(), DType.I64, output.device());
    for (long i = 0; i < output.size(); i++) {
      Tensor unit = places.eq(i).to(output.dtype()).reshape(output.shape());
      rows.add(pull(List.of(output), List.of(unit), inputs, recorded));
    }
    List<Tensor> result = new ArrayList<>();
    for (int k = 0; k < inputs.size(); k++) {
      int input = k;
      Tensor[] parts = rows.stream().map(row -> row.get(input)).toArray(Tensor[]::new);
      Shape shape = joined(output.shape(), inputs.get(k).shape());
      result.add(
          parts.length == 0
              ? Tensor.zeros(shape, inputs.get(k).dtype(), output.device())
              : Tensor.stack(0, parts).reshape(shape));
    }
    return result;
  }

  private static Shape joined(Shape output, Shape input) {
    Shape result = input;
    for (int i = output.rank() - 1; i >= 0; i--) {
      result = result.insert(0, output.dim(i));
    }
    return result;
  }

  /**
   * Jacobian-vector products by differentiating the vector-Jacobian product, which is linear in its
   * vector (Townsend: A new trick for calculating Jacobian vector products, 2017).
   */
  private List<Tensor> push(List<Tensor> outputs, List<Tensor> tangents) {
    List<Tensor> dummies =
        outputs.stream().map(output -> Tensor.zerosLike(output).requiresGrad(true)).toList();
    List<Tensor> pulled = pull(outputs, dummies, inputs, true);
    return pull(pulled, tangents, dummies, recorded);
  }

  /** Vector-Jacobian products, zeros where nothing depends. */
  private static List<Tensor> pull(
      List<Tensor> outputs, List<Tensor> upstream, List<Tensor> inputs, boolean create) {
    List<Tensor> tracked = new ArrayList<>();
    List<Tensor> seeds = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).requiresGrad()) {
        tracked.add(outputs.get(i));
        seeds.add(upstream.get(i));
      }
    }
    if (tracked.isEmpty()) {
      return inputs.stream().map(Tensor::zerosLike).toList();
    }
    Grad.Options options = new Grad.Options(seeds, true, create, true);
    return Grad.of(tracked, inputs, options);
  }

  private Grad.Products with(List<Tensor> products) {
    return new Grad.Products(result(value), results(products));
  }

  private List<Tensor> results(List<Tensor> tensors) {
    return tensors.stream().map(this::result).toList();
  }

  private Tensor result(Tensor tensor) {
    return recorded ? tensor : tensor.detach();
  }

  private void requireNumber() {
    if (value.size() != 1) {
      throw new ShapeException(
          "%s: the function's value has shape %s; it must be a single number: reduce it, as with sum()"
              .formatted(name, value.shape()));
    }
  }

  private void checkShapes(List<Tensor> expected, List<Tensor> given, String role) {
    if (expected.size() != given.size()) {
      throw new IllegalArgumentException(
          "%s: %d vectors for %d %ss; give one for each"
              .formatted(name, given.size(), expected.size(), role));
    }
    for (int i = 0; i < given.size(); i++) {
      if (!given.get(i).shape().equals(expected.get(i).shape())) {
        throw new ShapeException(
            "%s: the vector for %s %d has shape %s; it must have the %s's, %s"
                .formatted(name, role, i, given.get(i).shape(), role, expected.get(i).shape()));
      }
    }
  }
}
