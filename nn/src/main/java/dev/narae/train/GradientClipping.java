package dev.narae.train;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.List;

/** Keeps gradients within bounds before each step. */
public final class GradientClipping implements Callback {
  private final double limit;
  private final boolean byNorm;

  private GradientClipping(double limit, boolean byNorm) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException(
          "GradientClipping: the limit is %s; it must be positive".formatted(limit));
    }
    this.limit = limit;
    this.byNorm = byNorm;
  }

  /** Scales all gradients so that their joint Euclidean norm is at most a limit. */
  public static GradientClipping norm(double limit) {
    return new GradientClipping(limit, true);
  }

  /** Cuts each element of a gradient off at plus and minus a limit. */
  public static GradientClipping value(double limit) {
    return new GradientClipping(limit, false);
  }

  @Override
  public void gradientsReady(Run run) {
    try (Scope _ = Scope.open("gradient clipping")) {
      List<Tensor> parameters = run.model().parameters().stream().map(Parameter::tensor).toList();
      if (byNorm) {
        Grad.clipNorm(parameters, limit);
      } else {
        Grad.clipValue(parameters, limit);
      }
    }
  }
}
