package dev.narae.data;

import dev.narae.DType;
import dev.narae.ShapeException;
import dev.narae.Tensor;

/** Windows cut out of images, each at a place of its own, by one lookup. */
final class Windows {
  private Windows() {}

  static Tensor random(Tensor x, int height, int width, Draw draw) {
    requireRoom("randomCrop", x, height, width);
    long n = x.dim(0);
    long w = x.dim(3);
    Tensor tops = draw.positions(n, x.dim(2) - height + 1, x.device());
    Tensor lefts = draw.positions(n, w - width + 1, x.device());
    Tensor rows = tops.add(arange(height, x).reshape(1, height, 1)).mul(w);
    Tensor columns = lefts.add(arange(width, x).reshape(1, 1, width));
    Tensor places = rows.add(columns).reshape(n, 1, (long) height * width);
    return lookup(x, places).reshape(n, x.dim(1), height, width);
  }

  /** The pixels of each image at places (batch, 1, count), counted row by row. */
  static Tensor lookup(Tensor x, Tensor places) {
    long n = x.dim(0);
    long c = x.dim(1);
    return x.reshape(n, c, x.dim(2) * x.dim(3)).gather(2, places.expand(n, c, places.dim(2)));
  }

  private static Tensor arange(long count, Tensor like) {
    return Tensor.arange(count, DType.I64, like.device());
  }

  static void requireRoom(String name, Tensor x, int height, int width) {
    if (x.dim(2) < height || x.dim(3) < width) {
      throw new ShapeException(
          "%s: a window of %d x %d does not fit into images %s; make it smaller, or pad more"
              .formatted(name, height, width, x.shape()));
    }
  }
}
