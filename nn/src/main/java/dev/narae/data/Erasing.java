package dev.narae.data;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Tensor;

/** Random rectangles of images filled with 0. */
final class Erasing {
  private static final double LEAST = 0.02;
  private static final double MOST = 0.33;
  private static final double FLATTEST = 0.3;
  private static final int TRIES = 10;

  private Erasing() {}

  static Tensor apply(Tensor x, double p, Draw draw) {
    int n = Math.toIntExact(x.dim(0));
    int h = Math.toIntExact(x.dim(2));
    int w = Math.toIntExact(x.dim(3));
    long[][] edges = new long[4][n];
    for (int i = 0; i < n; i++) {
      if (draw.uniform() < p) {
        choose(edges, i, h, w, draw);
      }
    }
    Tensor rows = Tensor.arange(h, DType.I64, x.device()).reshape(1, 1, h, 1);
    Tensor columns = Tensor.arange(w, DType.I64, x.device()).reshape(1, 1, 1, w);
    Tensor inside =
        rows.ge(edge(edges[0], x))
            .logicalAnd(rows.lt(edge(edges[1], x)))
            .logicalAnd(columns.ge(edge(edges[2], x)))
            .logicalAnd(columns.lt(edge(edges[3], x)));
    return x.maskedFill(inside, 0L);
  }

  /** A rectangle of random area and ratio, if one of a few fits. */
  private static void choose(long[][] edges, int i, int h, int w, Draw draw) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      double area = draw.uniform(LEAST, MOST) * h * w;
      double ratio = Math.exp(draw.uniform(Math.log(FLATTEST), -Math.log(FLATTEST)));
      int height = (int) Math.rint(Math.sqrt(area * ratio));
      int width = (int) Math.rint(Math.sqrt(area / ratio));
      if (height >= 1 && width >= 1 && height < h && width < w) {
        edges[0][i] = draw.below(h - height + 1);
        edges[1][i] = edges[0][i] + height;
        edges[2][i] = draw.below(w - width + 1);
        edges[3][i] = edges[2][i] + width;
        return;
      }
    }
  }

  private static Tensor edge(long[] values, Tensor like) {
    return Device.with(like.device(), () -> Tensor.of(values, values.length, 1, 1, 1));
  }
}
