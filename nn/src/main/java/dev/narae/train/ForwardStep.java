package dev.narae.train;

import dev.narae.data.Batch;

/** Runs a model on a batch and computes the loss: all that differs from model to model. */
@FunctionalInterface
public interface ForwardStep {
  /** The loss of a batch, and what metrics need. */
  Output run(Batch batch);
}
