package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a tensor that a view of it shows. Gradient: its elements put back among zeros,
 * added where the view shows one element several times.
 *
 * @param region where the view lies
 */
record ReadRegionOp(Region region) implements Op {
  @Override
  public String name() {
    return "view";
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor input = inputs[0];
    if (!region.holds(input)) {
      input = region.allocate(backend, inputs[0].dtype());
      MapOp.run(backend, MapOp.IDENTITY, List.of(), List.of(inputs[0].view()), input.view());
    }
    return new Tensor[] {region.partOf(input)};
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor gradient = ComputeOp.only(upstream);
    Layout part = region.part();
    int[] repeated =
        IntStream.range(0, gradient.rank())
            .filter(i -> part.shape().dim(i) > 1 && part.stride(i) == 0)
            .toArray();
    Layout single = part;
    if (repeated.length > 0) {
      gradient = gradient.sum(true, repeated);
      single = Layout.of(gradient.shape(), part.strides(), part.offset());
    }
    return new Tensor[] {
      Region.overlaps(single) ? scattered(single, gradient) : placed(single, gradient)
    };
  }

  private Tensor placed(Layout part, Tensor gradient) {
    Tensor zeros = zeros(region.whole().shape(), gradient);
    return Dispatch.run(new WriteRegionOp(region.withPart(part)), zeros, gradient);
  }

  /** Zeros without memory of their own. */
  static Tensor zeros(Shape shape, Tensor like) {
    return Tensor.zeros(Shape.scalar(), like.dtype(), like.device()).expand(shape);
  }

  /** Adds every element at its place in memory, then reads the tensor from there. */
  private Tensor scattered(Layout part, Tensor gradient) {
    Tensor places =
        Tensor.full(gradient.shape(), (double) part.offset(), DType.I64, gradient.device());
    for (int i = 0; i < gradient.rank(); i++) {
      long[] column = new long[gradient.rank()];
      Arrays.fill(column, 1);
      column[i] = gradient.dim(i);
      Tensor steps = Tensor.arange(gradient.dim(i), DType.I64, gradient.device());
      places = places.add(steps.mul(part.stride(i)).reshape(column));
    }
    Shape memory = Shape.of(region.extent());
    Tensor sums =
        Tensor.zeros(memory, gradient.dtype(), gradient.device())
            .scatterAdd(0, places.flatten(), gradient.flatten());
    Region all = new Region(Layout.contiguous(memory), region.whole(), region.extent());
    return Dispatch.run(new ReadRegionOp(all), sums);
  }
}
