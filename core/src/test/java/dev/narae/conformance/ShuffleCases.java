package dev.narae.conformance;

import dev.narae.PoolOptions;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import java.util.function.Supplier;

/** Channels and places exchanged, and windows as columns. */
final class ShuffleCases {
  private static final PoolOptions MOVES = PoolOptions.of(2, 3).stride(2, 1).padding(1, 1);
  private static final PoolOptions DILATED = PoolOptions.of(2).stride(1).dilation(2, 1);

  private ShuffleCases() {}

  static List<OpCase> all() {
    return List.of(
        pixelShuffle(),
        pixelUnshuffle(),
        channelShuffle(),
        unfold("unfold2d", MOVES),
        unfold("unfold2d(dilated)", DILATED),
        fold());
  }

  private static Input in(long... sizes) {
    return Input.real(-3, 3, sizes);
  }

  private static ErrorCase refused(String what, Supplier<Tensor> call, String... fragments) {
    return ErrorCase.of(what, ShapeException.class, call, fragments);
  }

  private static OpCase pixelShuffle() {
    return OpCase.of(
            "pixelShuffle",
            in -> in.get(0).pixelShuffle(2),
            in -> {
              Values x = in.get(0);
              return Values.generate(
                  x.shape().with(1, x.dim(1) / 4).with(2, x.dim(2) * 2).with(3, x.dim(3) * 2),
                  i -> x.at(i[0], i[1] * 4 + i[2] % 2 * 2 + i[3] % 2, i[2] / 2, i[3] / 2));
            })
        .sample(in(1, 8, 2, 3))
        .sample(in(0, 4, 2, 2))
        .sample(in(2, 4, 5, 3))
        .refuses(
            refused(
                "channels",
                () -> Tensor.ones(1, 3, 2, 2).pixelShuffle(2),
                "pixelShuffle",
                "3 channels"))
        .refuses(
            refused("a matrix", () -> Tensor.ones(4, 4).pixelShuffle(2), "pixelShuffle", "[4, 4]"));
  }

  private static OpCase pixelUnshuffle() {
    return OpCase.of(
            "pixelUnshuffle",
            in -> in.get(0).pixelUnshuffle(2),
            in -> {
              Values x = in.get(0);
              return Values.generate(
                  x.shape().with(1, x.dim(1) * 4).with(2, x.dim(2) / 2).with(3, x.dim(3) / 2),
                  i -> x.at(i[0], i[1] / 4, i[2] * 2 + i[1] % 4 / 2, i[3] * 2 + i[1] % 2));
            })
        .sample(in(1, 2, 4, 6))
        .refuses(
            refused(
                "rows",
                () -> Tensor.ones(1, 1, 3, 4).pixelUnshuffle(2),
                "pixelUnshuffle",
                "[1, 1, 3, 4]"));
  }

  private static OpCase channelShuffle() {
    return OpCase.of(
            "channelShuffle",
            in -> in.get(0).channelShuffle(2),
            in -> {
              Values x = in.get(0);
              long each = x.dim(1) / 2;
              return Values.generate(x.shape(), i -> x.at(i[0], i[1] % 2 * each + i[1] / 2, i[2]));
            })
        .sample(in(2, 6, 3))
        .refuses(
            refused(
                "groups",
                () -> Tensor.ones(1, 3, 2).channelShuffle(2),
                "channelShuffle",
                "2 groups"));
  }

  private static int at(List<Integer> numbers, int i) {
    return numbers.get(numbers.size() == 1 ? 0 : i);
  }

  /** Where the element of a window lies; outside the image there is padding. */
  private static long place(PoolOptions options, int dim, long window, long element) {
    return window * at(options.stride(), dim)
        - at(options.padding(), dim)
        + element * at(options.dilation(), dim);
  }

  private static long windows(PoolOptions options, int dim, long extent) {
    long reach = at(options.dilation(), dim) * (at(options.kernel(), dim) - 1L) + 1;
    return (extent + 2L * at(options.padding(), dim) - reach) / at(options.stride(), dim) + 1;
  }

  private static OpCase unfold(String name, PoolOptions options) {
    return OpCase.of(name, in -> in.get(0).unfold2d(options), in -> unfolded(in.get(0), options))
        .sample(in(1, 2, 3, 4))
        .sample(in(2, 3, 7, 6))
        .refuses(
            refused(
                "a kernel too large",
                () -> Tensor.ones(1, 1, 2, 2).unfold2d(PoolOptions.of(3)),
                "unfold2d",
                "3×3",
                "2×2"));
  }

  private static Values unfolded(Values x, PoolOptions options) {
    long high = at(options.kernel(), 0);
    long wide = at(options.kernel(), 1);
    long outW = windows(options, 1, x.dim(3));
    return Values.generate(
        Shape.of(x.dim(0), x.dim(1) * high * wide, windows(options, 0, x.dim(2)) * outW),
        i -> {
          long h = place(options, 0, i[2] / outW, i[1] / wide % high);
          long w = place(options, 1, i[2] % outW, i[1] % wide);
          boolean inside = h >= 0 && h < x.dim(2) && w >= 0 && w < x.dim(3);
          return inside ? x.at(i[0], i[1] / wide / high, h, w) : 0;
        });
  }

  /** Each place of an image of 3 × 3 adds up over the columns that show it. */
  private static OpCase fold() {
    return OpCase.of(
            "fold2d",
            in -> in.get(0).fold2d(3, 3, MOVES),
            in -> {
              Values columns = in.get(0);
              Values out =
                  Values.generate(Shape.of(columns.dim(0), columns.dim(1) / 6, 3, 3), _ -> 0);
              Values.generate(columns.shape(), i -> spread(columns.at(i), i, out));
              return out;
            })
        .sample(in(1, 6, 6))
        .sample(in(2, 12, 6))
        .refuses(
            refused(
                "another number of columns",
                () -> Tensor.ones(1, 6, 3).fold2d(3, 3, MOVES),
                "fold2d",
                "[1, 6, 3]",
                "(N, C·6, 6)"));
  }

  private static double spread(double value, long[] i, Values out) {
    long h = place(MOVES, 0, i[2] / 3, i[1] / 3 % 2);
    long w = place(MOVES, 1, i[2] % 3, i[1] % 3);
    if (h >= 0 && h < 3 && w >= 0 && w < 3) {
      out.add(value, i[0], i[1] / 6, h, w);
    }
    return value;
  }
}
