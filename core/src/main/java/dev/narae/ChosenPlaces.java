package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.Backend;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * The places that index tensors name, in the form that gathering along one axis needs: the indexed
 * dimensions are brought side by side and joined to one.
 *
 * @param op the operator that reads or writes them
 * @param order how the dimensions were permuted for that
 * @param arranged the shape before they were joined
 * @param joined the tensor with the indexed dimensions joined
 * @param axis the joined dimension
 * @param positions in the joined dimension: a vector of I64, known to be in range
 * @param shape the common shape of the index tensors, of as many elements
 */
record ChosenPlaces(
    String op,
    List<Integer> order,
    Shape arranged,
    Tensor joined,
    int axis,
    Tensor positions,
    Shape shape) {

  /** Negative positions count from the end: scalar 0 is the extent. */
  private static final Formula WRAP =
      Formula.of(
          "at", 1, 1, Expr.arg(0).lt(0L).where(Expr.arg(0).add(Expr.scalar(0)), Expr.arg(0)));

  /** The elements at the places. */
  Tensor read() {
    return Indices.select(joined, axis, positions).reshape(target());
  }

  /** The shape of what is read. */
  Shape target() {
    Shape result = joined.shape().without(axis);
    for (int i = 0; i < shape.rank(); i++) {
      result = result.insert(axis + i, shape.dim(i));
    }
    return result;
  }

  /**
   * Writes a value to the places, as a copy of the view.
   *
   * @param value fits the shape of what {@link #read} returns
   */
  Tensor written(ScatterKind kind, Tensor value, Shape view) {
    Tensor source = source(value);
    Tensor changed = Indices.scatter(kind, joined, axis, positions, source).reshape(arranged);
    int[] inverse = new int[order.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[order.get(i)] = i;
    }
    return changed.permute(inverse).reshape(view);
  }

  /** Writes a value to the places in the view's own memory. */
  void write(ScatterKind kind, Tensor value, Tensor view) {
    boolean recorded = Context.current().recording && Dispatch.anyTracked(view, value);
    boolean shared = joined.storage() == view.storage() && InPlace.isWritable(joined);
    if (recorded || !shared) {
      view.copyFrom(written(kind, value, view.shape()));
      return;
    }
    Tensor source = source(value);
    Tensor apart = source.storage() == view.storage() ? source.copy() : source;
    Tensor index = Indices.spread(positions, axis, source.shape());
    Backend backend = Dispatch.backend(op, joined, apart, index);
    try {
      View target = Indices.cropped(joined.target(), index.shape(), axis);
      backend.scatter(kind, index.view(), apart.view(), axis, target);
      view.storage().modified();
    } finally {
      Reference.reachabilityFence(apart);
      Reference.reachabilityFence(index);
    }
  }

  /** A value repeated to the shape of a part; leading dimensions of size 1 may be too many. */
  static Tensor fit(String op, Tensor value, Shape part) {
    Tensor result = value;
    while (result.rank() > part.rank() && result.dim(0) == 1) {
      result = result.squeeze(0);
    }
    boolean fits = result.rank() <= part.rank();
    for (int i = 1; fits && i <= result.rank(); i++) {
      fits = result.dim(-i) == 1 || result.dim(-i) == part.dim(-i);
    }
    if (!fits) {
      throw new ShapeException(
          "%s: a value of shape %s does not fit a part of shape %s; sizes must be equal or 1"
              .formatted(op, value.shape(), part));
    }
    return result.expand(part);
  }

  private Tensor source(Tensor value) {
    Tensor wide = fit(op, value.to(joined.dtype()), target());
    return wide.reshape(joined.shape().with(axis, positions.dim(0)));
  }

  /** The places of a view. Refuses index tensors that do not fit or are out of range. */
  static ChosenPlaces of(String op, Tensor view, List<IndexPlan.Choice> chosen) {
    Tensor tensor = view;
    List<Integer> axes = new ArrayList<>();
    List<Tensor> positions = new ArrayList<>();
    int joined = 0;
    for (IndexPlan.Choice choice : chosen) {
      int axis = choice.axis() - joined;
      axes.add(axis);
      switch (choice.index()) {
        case Index.Positions(Tensor given) ->
            positions.add(wrapped(op, given, view, choice.axis()));
        case Index.Mask(Tensor mask) -> {
          int rank = Math.max(mask.rank(), 1);
          positions.add(Masks.positions(mask));
          tensor = tensor.flatten(axis, axis + rank - 1);
          joined += rank - 1;
        }
        default -> throw new IllegalStateException(op + ": no index tensor: " + choice.index());
      }
    }
    return of(op, tensor, axes, positions);
  }

  private static ChosenPlaces of(
      String op, Tensor tensor, List<Integer> axes, List<Tensor> positions) {
    Shape common = positions.getFirst().shape();
    for (Tensor own : positions) {
      common = common.broadcast(op, own.shape());
    }
    int count = axes.size();
    boolean adjacent = axes.getLast() - axes.getFirst() == count - 1;
    int first = adjacent ? axes.getFirst() : 0;
    List<Integer> order = new ArrayList<>(adjacent ? List.of() : axes);
    for (int i = 0; i < tensor.rank(); i++) {
      if (adjacent || !axes.contains(i)) {
        order.add(i);
      }
    }
    Tensor arranged = adjacent ? tensor : Dispatch.run(new PermuteOp(order), tensor);
    Tensor linear = linear(arranged.shape(), first, positions).expand(common).flatten();
    Tensor joined = arranged.flatten(first, first + count - 1);
    return new ChosenPlaces(op, order, arranged.shape(), joined, first, linear, common);
  }

  /** Positions in joined dimensions: ((p0 * extent1 + p1) * extent2 + p2) … */
  private static Tensor linear(Shape shape, int first, List<Tensor> positions) {
    Tensor linear = positions.getFirst();
    for (int i = 1; i < positions.size(); i++) {
      linear = linear.mul(shape.dim(first + i)).add(positions.get(i));
    }
    return linear;
  }

  private static Tensor wrapped(String op, Tensor given, Tensor view, int axis) {
    long extent = view.dim(axis);
    Indices.checkWrapped(op, given, view.shape(), axis);
    return given.to(DType.I64).apply(WRAP, List.of(), extent);
  }
}
