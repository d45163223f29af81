package dev.narae;

import dev.narae.spi.Backend;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All parts of a tensor along an axis, as views. Gradient: those of the parts joined, in one pass
 * over memory however many parts there are; a slice for each would write the whole for each.
 *
 * @param axis counted from 0
 * @param sizes of the parts, at least one; the caller checks that they add up
 */
record SplitOp(int axis, List<Long> sizes) implements Op {
  @Override
  public String name() {
    return "split";
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor[] parts = new Tensor[sizes.size()];
    long start = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = inputs[0].viewAs(new SliceOp(axis, start, sizes.get(i), 1).infer(inputs[0]));
      start += sizes.get(i);
    }
    return parts;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor some = Arrays.stream(upstream).filter(Objects::nonNull).findFirst().orElseThrow();
    Tensor[] parts = new Tensor[upstream.length];
    for (int i = 0; i < parts.length; i++) {
      Tensor gradient = upstream[i];
      Shape shape = node.shape(0).with(axis, sizes.get(i));
      parts[i] = gradient != null ? gradient : Tensor.zeros(shape, some.dtype(), some.device());
    }
    return new Tensor[] {Tensor.cat(axis, parts)};
  }
}
