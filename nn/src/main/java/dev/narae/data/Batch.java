package dev.narae.data;

import dev.narae.Device;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Several samples at once: tensors of equal first dimension, usually inputs and targets.
 *
 * @param tensors at least one
 */
public record Batch(List<Tensor> tensors) {

  /** Copies the list, so that the record cannot change. */
  public Batch {
    tensors = List.copyOf(tensors);
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("Batch: there are no tensors; give at least one");
    }
  }

  /** A batch of inputs and targets. */
  public static Batch of(Tensor input, Tensor target) {
    return new Batch(List.of(input, target));
  }

  /** The first tensor: what goes into a network. */
  public Tensor input() {
    return tensors.getFirst();
  }

  /**
   * The second tensor: what should come out.
   *
   * @throws IllegalStateException if there is only one
   */
  public Tensor target() {
    if (tensors.size() < 2) {
      throw new IllegalStateException(
          "Batch: there is no target: the data set was made of inputs only");
    }
    return tensors.get(1);
  }

  /** The number of samples. */
  public long size() {
    return input().dim(0);
  }

  /** The same samples with another first tensor. */
  Batch mapInput(UnaryOperator<Tensor> function) {
    List<Tensor> mapped = new ArrayList<>(tensors);
    mapped.set(0, function.apply(input()));
    return new Batch(mapped);
  }

  /** The same samples on a device. */
  public Batch to(Device device) {
    return new Batch(tensors.stream().map(tensor -> tensor.to(device)).toList());
  }
}
