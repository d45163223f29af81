package dev.narae;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Slicing#at(Index...)} takes of a dimension, as in Python's square brackets: {@code
 * t.at(Index.from(1), Index.all().step(2), Index.of(-1))} is {@code t[1:, ::2, -1]}.
 */
public sealed interface Index {

  /**
   * One position; the dimension is dropped.
   *
   * @param position negative to count from the end
   */
  record At(long position) implements Index {
    @Override
    public String toString() {
      return Long.toString(position);
    }
  }

  /**
   * The positions from {@code start} to before {@code end}; what lies outside is cut off.
   *
   * @param start negative to count from the end; null for the first, or the last for negative steps
   * @param end negative to count from the end; null for all the rest
   * @param step the distance between positions, not 0; negative for the opposite order
   */
  record Range(@Nullable Long start, @Nullable Long end, long step) implements Index {
    /** Checks the step. */
    public Range {
      if (step == 0) {
        throw new IllegalArgumentException("at: step 0 leads nowhere; use another, such as 1");
      }
    }

    /** The same positions in steps of {@code step}; negative for the opposite order. */
    public Range step(long step) {
      return new Range(start, end, step);
    }

    /** What this means for a dimension of {@code extent} positions. */
    SubviewOp.Cut resolve(long extent) {
      long low = step > 0 ? 0 : -1;
      long high = step > 0 ? extent : extent - 1;
      long first = bound(start, extent, low, high, step > 0 ? low : high);
      long last = bound(end, extent, low, high, step > 0 ? high : low);
      long distance = step > 0 ? last - first : first - last;
      if (distance <= 0) {
        return new SubviewOp.Cut(0, 0, 1);
      }
      // A step beyond the end takes one position, and could overflow where it is multiplied.
      boolean single = step >= distance || step <= -distance;
      return single
          ? new SubviewOp.Cut(first, 1, 1)
          : new SubviewOp.Cut(first, (distance - 1) / Math.abs(step) + 1, step);
    }

    private static long bound(@Nullable Long given, long extent, long low, long high, long absent) {
      return given == null ? absent : Math.clamp(given < 0 ? given + extent : given, low, high);
    }

    @Override
    public String toString() {
      String range = (start == null ? "" : start) + ":" + (end == null ? "" : end);
      return step == 1 ? range : range + ":" + step;
    }
  }

  /** A new dimension of size 1, as Python's {@code None}. */
  record NewAxis() implements Index {
    @Override
    public String toString() {
      return "None";
    }
  }

  /** All dimensions that no other index names, as Python's {@code ...}. */
  record Ellipsis() implements Index {
    @Override
    public String toString() {
      return "...";
    }
  }

  /**
   * Positions in a tensor, of any shape; several of them are broadcast together.
   *
   * @param positions I64 or I32; negative to count from the end
   */
  record Positions(Tensor positions) implements Index {
    @Override
    public String toString() {
      return "positions" + positions.shape();
    }
  }

  /**
   * Where a tensor is true, in row-major order: one dimension takes the place of the mask's.
   *
   * @param mask BOOL, of the sizes of the dimensions it stands for
   */
  record Mask(Tensor mask) implements Index {
    @Override
    public String toString() {
      return "mask" + mask.shape();
    }
  }

  /** One position; the dimension is dropped. */
  static Index of(long position) {
    return new At(position);
  }

  /**
   * The positions that a tensor of whole numbers holds, or those where one of truth values is true.
   *
   * @throws DTypeException if the dtype is neither I64, I32 nor BOOL
   */
  static Index of(Tensor tensor) {
    return switch (tensor.dtype()) {
      case BOOL -> new Mask(tensor);
      case I64, I32 -> new Positions(tensor);
      default ->
          throw new DTypeException(
              "at: an index tensor of dtype %s; use i64 for positions or bool for a mask"
                  .formatted(tensor.dtype()));
    };
  }

  /** The whole dimension. */
  static Range all() {
    return new Range(null, null, 1);
  }

  /** From a position on; negative to count from the end. */
  static Range from(long start) {
    return new Range(start, null, 1);
  }

  /** Up to before a position; negative to count from the end. */
  static Range to(long end) {
    return new Range(null, end, 1);
  }

  /** From a position to before another; negative to count from the end. */
  static Range range(long start, long end) {
    return new Range(start, end, 1);
  }

  /** A new dimension of size 1. */
  static Index newAxis() {
    return new NewAxis();
  }

  /** All dimensions that no other index names. */
  static Index ellipsis() {
    return new Ellipsis();
  }

  /**
   * The indices that a text such as {@code "1:, ::2, -1"} means, for use again and again.
   *
   * @throws IllegalArgumentException with the place of the mistake
   */
  static List<Index> parse(String text) {
    return new IndexParser(text).parse();
  }
}
