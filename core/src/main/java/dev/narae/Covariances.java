package dev.narae;

/** Covariances and correlations of the rows of a matrix. */
final class Covariances {
  private Covariances() {}

  static Tensor of(String op, Tensor observations, int correction) {
    if (observations.rank() > 2) {
      throw new ShapeException(
          "%s: shape %s; it must be a matrix of variables and observations"
              .formatted(op, observations.shape()));
    }
    observations.requireFloating(op);
    Tensor rows =
        observations.rank() == 2 ? observations : observations.reshape(1, observations.size());
    Tensor centred = rows.sub(rows.mean(true, 1));
    double divisor = Math.max(0, rows.dim(1) - (double) correction);
    Tensor result = centred.matmul(centred.t()).div(divisor);
    return observations.rank() == 2 ? result : result.reshape(Shape.scalar());
  }

  static Tensor correlations(Tensor observations) {
    Tensor covariances = of("corrcoef", observations, 1);
    if (covariances.rank() == 0) {
      return covariances.div(covariances);
    }
    Tensor deviations = covariances.diagonal().sqrt();
    return covariances.div(deviations.unsqueeze(1)).div(deviations).clamp(-1.0, 1.0);
  }
}
