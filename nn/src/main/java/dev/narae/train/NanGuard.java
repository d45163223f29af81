package dev.narae.train;

/**
 * Ends a run with a {@link DivergedException} when a loss is not finite, before it reaches the
 * parameters.
 */
public final class NanGuard implements Callback {
  /** A guard. */
  public NanGuard() {}

  @Override
  public void gradientsReady(Run run) {
    if (!Double.isFinite(run.loss())) {
      throw new DivergedException(
          ("the loss is %s at step %d, in batch %d of epoch %d; try a smaller learning rate or"
                  + " gradient clipping, and find the operator with Grad.detectAnomaly")
              .formatted(run.loss(), run.step() + 1, run.batch() - 1, run.epoch()));
    }
  }
}
