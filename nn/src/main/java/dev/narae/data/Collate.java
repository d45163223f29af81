package dev.narae.data;

import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Makes one batch of several samples. */
@FunctionalInterface
public interface Collate {
  /**
   * Joins samples.
   *
   * @param samples at least one
   */
  Batch collate(List<Sample> samples);

  /**
   * Stacks each tensor of the samples along a new first dimension.
   *
   * <p>Its result throws a {@link ShapeException} that names the two samples, counted within the
   * batch, if shapes differ.
   */
  static Collate stacking() {
    return samples -> {
      requireEqualCounts(samples);
      List<Tensor> tensors = new ArrayList<>();
      for (int i = 0; i < samples.getFirst().tensors().size(); i++) {
        Tensor[] parts = parts(samples, i);
        requireEqualShapes(parts, i);
        tensors.add(Tensor.stack(0, parts));
      }
      return new Batch(tensors);
    };
  }

  /**
   * Stacks as {@link #stacking}, after each tensor was filled up behind its end, in every
   * dimension, to the largest extent among the samples.
   *
   * @param value what to fill up with
   */
  static Collate padding(double value) {
    return samples -> {
      requireEqualCounts(samples);
      List<Tensor> tensors = new ArrayList<>();
      for (int i = 0; i < samples.getFirst().tensors().size(); i++) {
        tensors.add(Tensor.stack(0, Padded.toLargest(parts(samples, i), value)));
      }
      return new Batch(tensors);
    };
  }

  private static Tensor[] parts(List<Sample> samples, int i) {
    return samples.stream().map(sample -> sample.tensors().get(i)).toArray(Tensor[]::new);
  }

  private static void requireEqualCounts(List<Sample> samples) {
    int count = samples.getFirst().tensors().size();
    for (int s = 1; s < samples.size(); s++) {
      if (samples.get(s).tensors().size() != count) {
        throw new ShapeException(
            "collate: sample 0 of the batch has %d tensors, but sample %d has %d; give all the same"
                .formatted(count, s, samples.get(s).tensors().size()));
      }
    }
  }

  private static void requireEqualShapes(Tensor[] parts, int i) {
    for (int s = 1; s < parts.length; s++) {
      if (!parts[s].shape().equals(parts[0].shape())) {
        throw new ShapeException(
            ("collate: tensor %d has shape %s in sample 0 of the batch, but %s in sample %d; resize"
                    + " the samples to one shape, or use Collate.padding")
                .formatted(i, parts[0].shape(), parts[s].shape(), s));
      }
    }
  }
}
