package dev.narae.data;

import dev.narae.Device;
import dev.narae.Tensor;

/** Copies batches to the device that trains. */
final class Upload {
  Batch copy(Batch batch, Device device) {
    return new Batch(batch.tensors().stream().map((Tensor tensor) -> tensor.to(device)).toList());
  }
}
