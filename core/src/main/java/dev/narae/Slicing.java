package dev.narae;

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
  default Tensor at(List<Index> indices) {
    IndexPlan plan = IndexPlan.of(self().shape(), indices);
    Tensor view = plan.view(self());
    return plan.chosen().isEmpty() ? view : ChosenPlaces.of(view, plan.chosen()).read();
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
