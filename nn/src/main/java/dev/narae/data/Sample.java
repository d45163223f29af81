package dev.narae.data;

import dev.narae.Tensor;
import java.util.List;

/**
 * One sample of a data set: tensors without a batch dimension, usually an input and a target.
 *
 * @param tensors at least one
 */
public record Sample(List<Tensor> tensors) {

  /** Copies the list, so that the record cannot change. */
  public Sample {
    tensors = List.copyOf(tensors);
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("Sample: there are no tensors; give at least one");
    }
  }

  /** A sample of one or more tensors, such as input and target. */
  public static Sample of(Tensor... tensors) {
    return new Sample(List.of(tensors));
  }
}
