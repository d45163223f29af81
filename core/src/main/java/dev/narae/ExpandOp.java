package dev.narae;

import dev.narae.spi.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The input repeated along dimensions of extent 1 and new leading ones, by stride 0. Gradient: the
 * sum over the repetitions.
 *
 * @param shape the result's shape
 */
record ExpandOp(Shape shape) implements ViewOp {
  @Override
  public String name() {
    return "expand";
  }

  @Override
  public Layout infer(Tensor input) {
    Shape from = input.shape();
    boolean fits = from.rank() <= shape.rank();
    for (int i = 1; fits && i <= from.rank(); i++) {
      long extent = from.dim(-i);
      fits = extent == 1 || extent == shape.dim(-i);
    }
    if (!fits) {
      throw new ShapeException(
          ("expand: shape %s cannot be expanded to %s: only dimensions of size 1 and new leading"
                  + " ones can grow; reshape first")
              .formatted(from, shape));
    }
    return input.layout().broadcastTo(shape);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    return new Tensor[] {ReduceOp.sumTo(node.shape(0), MapOp.IDENTITY, List.of(), g.dtype(), g)};
  }
}
