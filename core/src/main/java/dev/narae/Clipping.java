package dev.narae;

import java.util.ArrayList;
import java.util.List;

/** Limits on gradients. Nothing waits for the device: factors are tensors, never numbers. */
final class Clipping {
  /** As PyTorch: keeps the factor finite when all gradients are zero. */
  private static final double EPSILON = 1e-6;

  private Clipping() {}

  private static List<Tensor> gradients(List<Tensor> tensors) {
    List<Tensor> gradients = new ArrayList<>();
    for (Tensor tensor : tensors) {
      Tensor gradient = tensor.grad();
      if (gradient != null) {
        gradients.add(gradient);
      }
    }
    return gradients;
  }

  /** Scales all gradients so that their norm as one vector is at most {@code limit}. */
  static Tensor norm(List<Tensor> tensors, double limit, double p, boolean finite) {
    if (!(limit >= 0) || !(p > 0)) {
      throw new IllegalArgumentException(
          "clipNorm: limit %s and order %s; the limit must be at least 0 and the order positive"
              .formatted(limit, p));
    }
    List<Tensor> gradients = gradients(tensors);
    try (var _ = Grad.noGrad();
        Scope scope = Scope.open("clipNorm")) {
      Tensor total = gradients.isEmpty() ? Tensor.scalar(0) : total(gradients, p);
      if (finite && !Double.isFinite(total.item())) {
        throw new AutogradException(
            "clipNorm: the norm of order %s of the gradients is %s; look for its origin with Grad.detectAnomaly()"
                .formatted(p, total.item()));
      }
      Tensor factor = total.add(EPSILON).reciprocal().mul(limit).clampMax(1.0);
      for (Tensor gradient : gradients) {
        gradient.mulInPlace(factor.to(gradient.device()));
      }
      return scope.keep(total);
    }
  }

  /** The norm of all gradients as one vector, on the device of the first. */
  private static Tensor total(List<Tensor> gradients, double p) {
    Device device = gradients.getFirst().device();
    DType dtype = DType.F32;
    for (Tensor gradient : gradients) {
      dtype = dtype.promote(gradient.dtype());
    }
    Tensor[] norms = new Tensor[gradients.size()];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = norm(gradients.get(i).to(dtype), p).to(device);
    }
    return norm(Tensor.stack(0, norms), p);
  }

  private static Tensor norm(Tensor values, double p) {
    Tensor sizes = values.abs();
    if (values.size() == 0) {
      return values.sum();
    }
    if (p == Double.POSITIVE_INFINITY) {
      return sizes.amax();
    }
    if (p == 2) {
      return values.square().sum().sqrt();
    }
    return sizes.pow(p).sum().pow(1 / p);
  }

  /** Limits every element of every gradient to [-limit, limit]. */
  static void value(List<Tensor> tensors, double limit) {
    if (!(limit >= 0)) {
      throw new IllegalArgumentException(
          "clipValue: the limit is %s; it must be at least 0".formatted(limit));
    }
    try (var _ = Grad.noGrad()) {
      gradients(tensors).forEach(gradient -> gradient.clampInPlace(-limit, limit));
    }
  }
}
