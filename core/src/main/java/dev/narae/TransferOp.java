package dev.narae;

import dev.narae.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * The same elements on another device. Gradient: itself, on the device where the tensor was.
 *
 * @param from where the tensor is
 * @param to where it is wanted
 */
record TransferOp(Device from, Device to) implements Op {
  @Override
  public String name() {
    return "to";
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    return new Tensor[] {HostData.transfer(inputs[0], to)};
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return new Tensor[] {ComputeOp.only(upstream).to(from)};
  }
}
