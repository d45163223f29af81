package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor with the elements that a view of it shows replaced by others. Gradient: zero in the
 * region for the tensor, the region for the others.
 *
 * @param region where the elements lie, each in a place of its own
 */
record WriteRegionOp(Region region) implements Op {
  @Override
  public String name() {
    return "change of a view";
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor out = region.allocate(backend, inputs[0].dtype());
    copy(backend, inputs[0].view(), out.view());
    copy(backend, inputs[1].view(), region.partOf(out).view());
    return new Tensor[] {out};
  }

  private static void copy(Backend backend, View from, View to) {
    MapOp.run(backend, MapOp.IDENTITY, List.of(), List.of(from), to);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor gradient = ComputeOp.only(upstream);
    Tensor whole = null;
    if (node.needs(0)) {
      Tensor zeros = ReadRegionOp.zeros(region.part().shape(), gradient);
      whole = Dispatch.run(this, gradient, zeros);
    }
    Tensor part = node.needs(1) ? Dispatch.run(new ReadRegionOp(region), gradient) : null;
    return new @Nullable Tensor[] {whole, part};
  }
}
