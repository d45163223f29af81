package dev.narae.data;

import dev.narae.Device;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.Arrays;
import java.util.List;

/** Samples that are the slices of tensors along their first dimension. */
public final class TensorDataset implements Dataset {
  private final List<Tensor> tensors;

  /**
   * A data set over tensors on one device; it reads them where they are.
   *
   * @param tensors at least one, with equal first dimensions
   * @throws ShapeException if a tensor has no dimension or another first one
   */
  public TensorDataset(Tensor... tensors) {
    if (tensors.length == 0) {
      throw new IllegalArgumentException("TensorDataset: there are no tensors; give at least one");
    }
    for (Tensor tensor : tensors) {
      if (tensor.rank() == 0 || tensor.dim(0) != tensors[0].dim(0)) {
        throw new ShapeException(
            "TensorDataset: shapes %s; the first dimensions, the samples, must be equal"
                .formatted(Arrays.stream(tensors).map(Tensor::shape).toList()));
      }
    }
    this.tensors = List.of(tensors);
  }

  @Override
  public long size() {
    return tensors.getFirst().dim(0);
  }

  @Override
  public Batch get(long[] indices) {
    Device device = tensors.getFirst().device();
    Tensor index = Device.with(device, () -> Tensor.of(indices, indices.length));
    return new Batch(tensors.stream().map(tensor -> tensor.indexSelect(0, index)).toList());
  }
}
