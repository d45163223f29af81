package dev.narae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The arithmetic and the checks of sizes and positions given by a caller. */
final class Sizes {
  private Sizes() {}

  /** The shape that sizes with at most one -1 mean for so many elements. */
  static Shape infer(Shape from, long... sizes) {
    long[] dims = sizes.clone();
    int unknown = -1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == -1 && unknown < 0) {
        unknown = i;
        dims[i] = 1;
      } else if (dims[i] < 0) {
        throw new ShapeException(
            "reshape: sizes %s for shape %s; each must be 0 or more, and one may be -1"
                .formatted(Arrays.toString(sizes), from));
      }
    }
    Shape known = Shape.of(dims);
    if (unknown < 0) {
      return known;
    }
    if (known.size() == 0 || from.size() % known.size() != 0) {
      throw new ShapeException(
          "reshape: shape %s with %d elements cannot become %s: the sizes do not divide it"
              .formatted(from, from.size(), Arrays.toString(sizes)));
    }
    return known.with(unknown, from.size() / known.size());
  }

  static ShapeException mismatch(Shape from, Shape to) {
    return new ShapeException(
        "reshape: shape %s has %d elements, but %s has %d; the numbers must be equal"
            .formatted(from, from.size(), to, to.size()));
  }

  static List<Integer> permutation(Shape shape, int... dims) {
    boolean[] seen = new boolean[shape.rank()];
    List<Integer> order = new ArrayList<>();
    boolean fits = dims.length == shape.rank();
    for (int i = 0; fits && i < dims.length; i++) {
      int axis = shape.axis("permute", dims[i]);
      order.add(axis);
      fits = !seen[axis];
      seen[axis] = true;
    }
    if (!fits) {
      throw new ShapeException(
          "permute: %s is not an order of the dimensions of shape %s; name each of them once"
              .formatted(Arrays.toString(dims), shape));
    }
    return order;
  }

  static Shape expanded(Shape from, long... sizes) {
    long[] dims = sizes.clone();
    for (int i = 0; i < dims.length; i++) {
      int own = from.rank() - dims.length + i;
      if (dims[i] == -1 && own >= 0) {
        dims[i] = from.dim(own);
      }
    }
    return Shape.of(dims);
  }

  static Shape flattened(Shape shape, int start, int end) {
    if (shape.rank() == 0) {
      return Shape.of(1);
    }
    int first = shape.axis("flatten", start);
    int last = shape.axis("flatten", end);
    if (first > last) {
      throw new ShapeException(
          "flatten: dimension %d comes after %d in shape %s; exchange them"
              .formatted(start, end, shape));
    }
    Shape result = shape;
    for (int i = last; i > first; i--) {
      result = result.with(i - 1, result.dim(i - 1) * result.dim(i)).without(i);
    }
    return result;
  }

  static void checkRange(String op, Shape shape, int axis, long start, long length) {
    long extent = shape.dim(axis);
    if (start < 0 || length < 0 || start > extent - length) {
      throw new IndexOutOfBoundsException(
          "%s: positions %d to %d are out of range for dimension %d of shape %s; stay within 0 to %d"
              .formatted(op, start, start + length, axis, shape, extent));
    }
  }

  static SliceOp slice(Shape shape, int axis, long start, long end, long step) {
    if (step < 1) {
      throw new ShapeException(
          "slice: step %d must be at least 1; use flip for the opposite order".formatted(step));
    }
    long extent = shape.dim(axis);
    long first = Math.clamp(start < 0 ? start + extent : start, 0L, extent);
    long last = Math.clamp(end < 0 ? end + extent : end, first, extent);
    return new SliceOp(axis, first, last == first ? 0 : (last - first - 1) / step + 1, step);
  }

  /** Refuses amounts that are no pairs, too many, too large, or cut off more than there is. */
  static void checkPadding(Shape shape, long... amounts) {
    boolean fits = amounts.length % 2 == 0 && amounts.length / 2 <= shape.rank();
    for (int i = 0; fits && i < amounts.length; i += 2) {
      long before = amounts[i];
      long after = amounts[i + 1];
      long extent = shape.dim(-1 - i / 2);
      fits = Math.max(Math.abs(before), Math.abs(after)) <= 1L << 60;
      fits &= extent + Math.min(before, 0) + Math.min(after, 0) >= 0;
    }
    if (!fits) {
      throw new ShapeException(
          ("pad: amounts %s do not fit shape %s; give pairs (before, after) from the last dimension"
                  + " backwards, and cut off no more than there is")
              .formatted(Arrays.toString(amounts), shape));
    }
  }

  /** All of every dimension. */
  static List<SubviewOp.Part> whole(Shape shape) {
    List<SubviewOp.Part> parts = new ArrayList<>();
    for (long extent : shape.dims()) {
      parts.add(new SubviewOp.Cut(0, extent, 1));
    }
    return parts;
  }
}
