package dev.narae;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The same elements in another order. Dimensions may be negative to count from the last. */
public sealed interface Reordering permits Tensor {

  /**
   * A copy with some dimensions in the opposite order.
   *
   * @throws ShapeException if a dimension does not exist or is named twice
   */
  default Tensor flip(int... dims) {
    Set<Integer> axes = new HashSet<>();
    for (int dim : dims) {
      if (!axes.add(self().shape().axis("flip", dim))) {
        throw new ShapeException(
            "flip: dimensions %s of shape %s; name each once"
                .formatted(Arrays.toString(dims), self().shape()));
      }
    }
    return Dispatch.run(new FlipOp(Set.copyOf(axes)), self()).copy();
  }

  /** All elements in row-major order moved on by {@code shift}; the last come first. */
  default Tensor roll(long shift) {
    return self().flatten().roll(shift, 0).reshape(self().shape());
  }

  /** The elements moved on along a dimension by {@code shift}; the last come first. */
  default Tensor roll(long shift, int dim) {
    return roll(new long[] {shift}, new int[] {dim});
  }

  /**
   * The elements moved on along some dimensions, each by its own shift.
   *
   * @throws ShapeException if a dimension does not exist, or has no shift
   */
  default Tensor roll(long[] shifts, int[] dims) {
    if (shifts.length != dims.length || dims.length == 0) {
      throw new ShapeException(
          "roll: %d shifts for %d dimensions; give one a dimension"
              .formatted(shifts.length, dims.length));
    }
    Tensor result = self();
    for (int i = 0; i < dims.length; i++) {
      int axis = self().shape().axis("roll", dims[i]);
      long extent = self().dim(axis);
      long shift = extent == 0 ? 0 : Math.floorMod(shifts[i], extent);
      if (shift != 0) {
        Tensor last = result.narrow(axis, extent - shift, shift);
        result = Tensor.cat(axis, last, result.narrow(axis, 0, extent - shift));
      }
    }
    return result == self() ? self().copy() : result;
  }

  /** A dimension moved to another place; the others keep their order. A view. */
  default Tensor movedim(int source, int target) {
    return movedim(new int[] {source}, new int[] {target});
  }

  /**
   * Some dimensions moved to other places; the others keep their order. A view.
   *
   * @throws ShapeException if a dimension does not exist or is named twice, or has no target
   */
  default Tensor movedim(int[] sources, int[] targets) {
    Shape shape = self().shape();
    List<Integer> from = axes(shape, sources);
    List<Integer> to = axes(shape, targets);
    if (from.size() != to.size()) {
      throw new ShapeException(
          "movedim: dimensions %s cannot move to %s; give as many targets"
              .formatted(Arrays.toString(sources), Arrays.toString(targets)));
    }
    var rest = IntStream.range(0, shape.rank()).filter(i -> !from.contains(i)).iterator();
    List<Integer> order =
        IntStream.range(0, shape.rank())
            .mapToObj(i -> to.contains(i) ? from.get(to.indexOf(i)) : rest.next())
            .collect(Collectors.toList());
    return Dispatch.run(new PermuteOp(order), self());
  }

  private static List<Integer> axes(Shape shape, int... dims) {
    List<Integer> axes =
        Arrays.stream(dims).map(d -> shape.axis("movedim", d)).distinct().boxed().toList();
    if (axes.size() != dims.length) {
      throw new ShapeException(
          "movedim: dimensions %s of shape %s; name each once"
              .formatted(Arrays.toString(dims), shape));
    }
    return axes;
  }

  /** Two dimensions exchanged; another name for {@link Movement#transpose}. A view. */
  default Tensor swapaxes(int dim0, int dim1) {
    return self().transpose(dim0, dim1);
  }

  /**
   * Turned by {@code times} quarters in the plane of two dimensions, from the first to the second.
   *
   * @throws ShapeException if the dimensions are the same one
   */
  default Tensor rot90(int times, int dim0, int dim1) {
    Shape shape = self().shape();
    int a = shape.axis("rot90", dim0);
    int b = shape.axis("rot90", dim1);
    if (a == b) {
      throw new ShapeException(
          "rot90: dimensions %d and %d of shape %s are the same; name two"
              .formatted(dim0, dim1, shape));
    }
    return switch (Math.floorMod(times, 4)) {
      case 1 -> self().transpose(a, b).flip(a);
      case 2 -> self().flip(a, b);
      case 3 -> self().transpose(a, b).flip(b);
      default -> self().copy();
    };
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
