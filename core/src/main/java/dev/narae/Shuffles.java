package dev.narae;

import java.util.Arrays;

/** Channels exchanged for places, and channels in another order. */
final class Shuffles {
  private Shuffles() {}

  static Tensor pixels(Tensor x, long factor) {
    int rank = check("pixelShuffle", x, factor);
    long channels = x.dim(-3);
    if (channels % (factor * factor) != 0) {
      throw new ShapeException(
          "pixelShuffle: factor %d squared does not divide the %d channels of input %s; use another"
              .formatted(factor, channels, x.shape()));
    }
    long kept = channels / factor / factor;
    Tensor apart = x.reshape(join(x, kept, factor, factor, x.dim(-2), x.dim(-1)));
    return apart
        .permute(order(rank - 3, 0, 3, 1, 4, 2))
        .reshape(join(x, kept, x.dim(-2) * factor, x.dim(-1) * factor));
  }

  static Tensor unshuffle(Tensor x, long factor) {
    int rank = check("pixelUnshuffle", x, factor);
    if (x.dim(-2) % factor != 0 || x.dim(-1) % factor != 0) {
      throw new ShapeException(
          "pixelUnshuffle: factor %d does not divide the rows and columns of input %s; use another"
              .formatted(factor, x.shape()));
    }
    long h = x.dim(-2) / factor;
    long w = x.dim(-1) / factor;
    Tensor apart = x.reshape(join(x, x.dim(-3), h, factor, w, factor));
    return apart
        .permute(order(rank - 3, 0, 2, 4, 1, 3))
        .reshape(join(x, x.dim(-3) * factor * factor, h, w));
  }

  static Tensor channels(Tensor x, long groups) {
    if (x.rank() < 2 || groups < 1 || x.dim(1) % groups != 0) {
      throw new ShapeException(
          "channelShuffle: %d groups do not divide the channels of input %s; it must be (N, C, …)"
              .formatted(groups, x.shape()));
    }
    Shape apart = x.shape().with(1, groups).insert(2, x.dim(1) / groups);
    return x.reshape(apart).transpose(1, 2).reshape(x.shape());
  }

  private static int check(String op, Tensor x, long factor) {
    if (x.rank() < 3 || factor < 1) {
      throw new ShapeException(
          "%s: input %s and factor %d do not fit; use (…, C, H, W) and a factor of at least 1"
              .formatted(op, x.shape(), factor));
    }
    return x.rank();
  }

  /** The shape with the last three extents replaced. */
  private static Shape join(Tensor x, long... last) {
    int lead = x.rank() - 3;
    long[] sizes = Arrays.copyOf(x.shape().dims(), lead + last.length);
    System.arraycopy(last, 0, sizes, lead, last.length);
    return Shape.of(sizes);
  }

  /** The leading dimensions as they are, then others in an order. */
  private static int[] order(int lead, int... last) {
    int[] order = new int[lead + last.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i < lead ? i : lead + last[i - lead];
    }
    return order;
  }
}
