package dev.narae;

import dev.narae.SubviewOp.Cut;
import dev.narae.SubviewOp.Fresh;
import dev.narae.SubviewOp.Part;
import dev.narae.SubviewOp.Pick;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What indices mean for a shape: a view, and then index tensors along dimensions of that view.
 *
 * @param view the part that positions, ranges and new dimensions take
 * @param whole whether that is everything as it is
 * @param chosen the index tensors in the order of their dimensions
 */
record IndexPlan(SubviewOp view, boolean whole, List<Choice> chosen) {

  /**
   * An index tensor and where it applies.
   *
   * @param axis its first dimension in the view
   * @param index {@link Index.Positions} or {@link Index.Mask}
   */
  record Choice(int axis, Index index) {}

  /** Refuses indices that do not fit the shape, in the name of an operator. */
  static IndexPlan of(String op, Shape shape, List<? extends Index> indices) {
    return new Reader(op, shape, indices).read();
  }

  /** The view of a tensor. */
  Tensor view(Tensor tensor) {
    return whole ? tensor : Dispatch.run(view, tensor);
  }

  /** The mask, if there is no other index tensor, in a shape that is broadcast to the view's. */
  Optional<Tensor> onlyMask() {
    if (chosen.size() == 1 && chosen.getFirst().index() instanceof Index.Mask(Tensor mask)) {
      int kept = Math.max(mask.rank(), 1);
      int rank = (int) view.parts().stream().filter(part -> !(part instanceof Pick)).count();
      int after = rank - chosen.getFirst().axis() - kept;
      Shape shape = mask.shape();
      for (int i = 0; i < after; i++) {
        shape = shape.insert(shape.rank(), 1);
      }
      return Optional.of(mask.reshape(shape));
    }
    return Optional.empty();
  }

  /** Walks over the indices and the dimensions they take. */
  private static final class Reader {
    private final String op;
    private final Shape shape;
    private final List<? extends Index> indices;
    private final List<Part> parts = new ArrayList<>();
    private final List<Choice> chosen = new ArrayList<>();

    /** The next dimension of the tensor, and the next of the view. */
    private int axis;

    private int viewAxis;
    private boolean whole = true;

    Reader(String op, Shape shape, List<? extends Index> indices) {
      this.op = op;
      this.shape = shape;
      this.indices = indices;
    }

    IndexPlan read() {
      int unnamed = unnamed();
      boolean ellipsis = false;
      for (Index index : indices) {
        ellipsis |= index instanceof Index.Ellipsis;
        read(index, unnamed);
      }
      if (!ellipsis) {
        keep(unnamed);
      }
      return new IndexPlan(new SubviewOp(parts), whole, chosen);
    }

    /** How many dimensions no index names. */
    private int unnamed() {
      int named = 0;
      int ellipses = 0;
      for (Index index : indices) {
        named +=
            switch (index) {
              case Index.At _, Index.Range _, Index.Positions _ -> 1;
              case Index.Mask(Tensor mask) -> mask.rank();
              case Index.NewAxis _ -> 0;
              case Index.Ellipsis _ -> 0;
            };
        ellipses += index instanceof Index.Ellipsis ? 1 : 0;
      }
      if (named > shape.rank()) {
        throw new ShapeException(
            "%s: %s indexes %d dimensions, but shape %s has %d; leave some out"
                .formatted(op, indices, named, shape, shape.rank()));
      }
      if (ellipses > 1) {
        throw new IllegalArgumentException(
            "%s: %s has more than one '...'; only one can be told how much it stands for"
                .formatted(op, indices));
      }
      return shape.rank() - named;
    }

    private void read(Index index, int unnamed) {
      switch (index) {
        case Index.At(long position) -> pick(position);
        case Index.Range range -> cut(range.resolve(shape.dim(axis)));
        case Index.NewAxis _ -> fresh();
        case Index.Ellipsis _ -> keep(unnamed);
        case Index.Positions _ -> {
          chosen.add(new Choice(viewAxis, index));
          keep(1);
        }
        case Index.Mask(Tensor mask) -> {
          chosen.add(new Choice(viewAxis, index));
          checkMask(mask.shape());
          if (mask.rank() == 0) {
            fresh();
          }
          keep(mask.rank());
        }
      }
    }

    private void pick(long position) {
      long extent = shape.dim(axis);
      if (position < -extent || position >= extent) {
        throw new IndexOutOfBoundsException(
            "%s: index %d is out of range for dimension %d of shape %s; %s"
                .formatted(
                    op,
                    position,
                    axis,
                    shape,
                    extent == 0
                        ? "it has no elements"
                        : "use %d to %d".formatted(-extent, extent - 1)));
      }
      parts.add(new Pick(position < 0 ? position + extent : position));
      axis++;
      whole = false;
    }

    private void cut(Cut cut) {
      whole &= cut.step() == 1 && cut.length() == shape.dim(axis);
      parts.add(cut);
      axis++;
      viewAxis++;
    }

    private void fresh() {
      parts.add(new Fresh());
      viewAxis++;
      whole = false;
    }

    private void keep(int count) {
      for (int i = 0; i < count; i++) {
        cut(new Cut(0, shape.dim(axis), 1));
      }
    }

    private void checkMask(Shape mask) {
      for (int i = 0; i < mask.rank(); i++) {
        if (mask.dim(i) != shape.dim(axis + i)) {
          throw new ShapeException(
              ("%s: a mask of shape %s does not fit dimensions %d to %d of shape %s; their sizes"
                      + " must be equal")
                  .formatted(op, mask, axis, axis + mask.rank() - 1, shape));
        }
      }
    }
  }
}
