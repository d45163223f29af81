package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value everywhere, with the input's elements at the places that a view of the result would
 * show: the transpose of that view, and padding. Gradient: the view of the upstream gradient.
 *
 * @param places where the elements go
 * @param shape the result's shape
 * @param value what stands everywhere else; a Long for whole dtypes
 */
record PlaceOp(SubsetView places, Shape shape, Number value) implements ComputeOp {

  /** The gradient of a view: its elements put back among zeros. */
  static Tensor back(SubsetView view, Shape shape, Tensor gradient) {
    return Dispatch.run(new PlaceOp(view, shape, 0L), gradient);
  }

  @Override
  public String name() {
    return "place";
  }

  @Override
  public Result infer(Tensor... inputs) {
    return new Result(shape, inputs[0].dtype());
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    Creation.fill(backend, out, value);
    View hole = out.with(places.of(out.layout()));
    MapOp.run(backend, MapOp.IDENTITY, List.of(), List.of(inputs[0]), hole);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return new Tensor[] {Dispatch.run(places, ComputeOp.only(upstream))};
  }
}
