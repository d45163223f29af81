package dev.narae;

import dev.narae.spi.ScatterKind;
import java.util.List;

/**
 * Reading and writing parts of a tensor as Python's square brackets do. Positions, ranges, new
 * dimensions and {@code ...} give views; index tensors and masks give copies.
 *
 * <p>Several index tensors are broadcast together. The dimensions of their common shape take the
 * place of those they index if these are adjacent, else they come first, as in PyTorch.
 */
public sealed interface Slicing permits Tensor {

  /**
   * The part that a text such as {@code "1:, ::2, -1"} names; {@code ...} stands for all dimensions
   * that are not named, {@code None} for a new one.
   *
   * @throws IllegalArgumentException if the text is not an index; it shows the place
   * @throws IndexOutOfBoundsException if a single position is outside its dimension
   * @throws ShapeException if there are more indices than dimensions
   */
  default Tensor at(String index) {
    return at(Index.parse(index));
  }

  /**
   * The part that some indices name, one a dimension from the first.
   *
   * @throws IndexOutOfBoundsException if a position is outside its dimension
   * @throws ShapeException if there are more indices than dimensions, or index tensors do not fit
   */
  default Tensor at(Index... indices) {
    return at(List.of(indices));
  }

  /** As {@link #at(Index...)}. */
  default Tensor at(List<? extends Index> indices) {
    IndexPlan plan = IndexPlan.of("at", self().shape(), indices);
    Tensor view = plan.view(self());
    return plan.chosen().isEmpty() ? view : ChosenPlaces.of("at", view, plan.chosen()).read();
  }

  /** {@link #setAt(List, Tensor)} with the indices that a text means. */
  default Tensor setAt(String index, Tensor value) {
    return setAt(Index.parse(index), value);
  }

  /** {@link #setAt(List, double)} with the indices that a text means. */
  default Tensor setAt(String index, double value) {
    return setAt(Index.parse(index), value);
  }

  /** {@link #setAt(List, long)} with the indices that a text means. */
  default Tensor setAt(String index, long value) {
    return setAt(Index.parse(index), value);
  }

  /** {@link #setAt(List, Tensor)} with one index. */
  default Tensor setAt(Index index, Tensor value) {
    return setAt(List.of(index), value);
  }

  /** {@link #setAt(List, double)} with one index. */
  default Tensor setAt(Index index, double value) {
    return setAt(List.of(index), value);
  }

  /** {@link #setAt(List, long)} with one index. */
  default Tensor setAt(Index index, long value) {
    return setAt(List.of(index), value);
  }

  /**
   * Writes a value into the part of this tensor that some indices name; returns this tensor. The
   * value is broadcast and converted; where an index tensor names a place twice, the last one
   * stays. Recorded like other changes in place.
   *
   * @throws ShapeException if the value does not fit the part, or the indices not this tensor
   * @throws IndexOutOfBoundsException if a position is outside its dimension
   */
  default Tensor setAt(List<? extends Index> indices, Tensor value) {
    IndexPlan plan = IndexPlan.of("setAt", self().shape(), indices);
    Tensor view = plan.view(self());
    if (plan.chosen().isEmpty()) {
      view.copyFrom(ChosenPlaces.fit("setAt", value, view.shape()));
    } else {
      ChosenPlaces.of("setAt", view, plan.chosen()).write(ScatterKind.SET, value, view);
    }
    return self();
  }

  /**
   * Writes one number into the part of this tensor that some indices name; returns this tensor.
   * Integer dtypes drop the fraction.
   */
  default Tensor setAt(List<? extends Index> indices, double value) {
    return setNumber(indices, Creation.number(self().dtype(), value));
  }

  /** Writes one number into the part of this tensor that some indices name; returns this tensor. */
  default Tensor setAt(List<? extends Index> indices, long value) {
    return setNumber(indices, value);
  }

  private Tensor setNumber(List<? extends Index> indices, Number value) {
    IndexPlan plan = IndexPlan.of("setAt", self().shape(), indices);
    Tensor view = plan.view(self());
    if (plan.chosen().isEmpty()) {
      view.update(InPlaceFormulas.FILL, List.of(), value);
    } else if (plan.onlyMask().isPresent()) {
      view.update(InPlaceFormulas.MASKED_FILL, List.of(plan.onlyMask().get()), value);
    } else {
      Tensor number = Creation.full(Shape.scalar(), value, view.dtype(), view.device());
      ChosenPlaces.of("setAt", view, plan.chosen()).write(ScatterKind.SET, number, view);
    }
    return self();
  }

  /** {@link #addAt(List, Tensor)} with the indices that a text means. */
  default Tensor addAt(String index, Tensor value) {
    return addAt(Index.parse(index), value);
  }

  /** {@link #addAt(List, Tensor)} with one index. */
  default Tensor addAt(Index index, Tensor value) {
    return addAt(List.of(index), value);
  }

  /**
   * Adds a value to the part of this tensor that some indices name; returns this tensor. Where an
   * index tensor names a place several times, all are added: PyTorch's {@code index_put_} with
   * {@code accumulate}.
   *
   * @throws ShapeException if the value does not fit the part, or the indices not this tensor
   * @throws IndexOutOfBoundsException if a position is outside its dimension
   */
  default Tensor addAt(List<? extends Index> indices, Tensor value) {
    IndexPlan plan = IndexPlan.of("addAt", self().shape(), indices);
    Tensor view = plan.view(self());
    if (plan.chosen().isEmpty()) {
      view.addInPlace(ChosenPlaces.fit("addAt", value, view.shape()));
    } else {
      ChosenPlaces.of("addAt", view, plan.chosen()).write(ScatterKind.SUM, value, view);
    }
    return self();
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
