package dev.narae.data;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Tensor;

/** Images seen through a map of places, interpolated linearly; 0 outside. */
final class Warp {
  private Warp() {}

  /**
   * Each image through its own map.
   *
   * @param maps six numbers an image: a new place (x, y), counted from the middle, shows the old
   *     place (m0 x + m1 y + m2, m3 x + m4 y + m5)
   */
  static Tensor apply(Tensor x, double[][] maps) {
    long n = x.dim(0);
    long h = x.dim(2);
    long w = x.dim(3);
    Tensor px = Tensor.arange(w, DType.F32, x.device()).sub((w - 1) / 2.0).reshape(1, 1, w);
    Tensor py = Tensor.arange(h, DType.F32, x.device()).sub((h - 1) / 2.0).reshape(1, h, 1);
    Tensor oldX = through(maps, 0, px, py, x).add((w - 1) / 2.0).reshape(n, 1, h * w);
    Tensor oldY = through(maps, 3, px, py, x).add((h - 1) / 2.0).reshape(n, 1, h * w);
    Tensor left = oldX.floor();
    Tensor top = oldY.floor();
    Tensor right = oldX.sub(left);
    Tensor down = oldY.sub(top);
    Tensor pixels = x.to(Draw.computed(x));
    Tensor sum =
        tap(pixels, left, top)
            .mul(right.rsub(1).mul(down.rsub(1)))
            .add(tap(pixels, left.add(1L), top).mul(right.mul(down.rsub(1))))
            .add(tap(pixels, left, top.add(1L)).mul(right.rsub(1).mul(down)))
            .add(tap(pixels, left.add(1L), top.add(1L)).mul(right.mul(down)));
    return Colors.asBefore(sum.reshape(x.shape()), x);
  }

  private static Tensor through(double[][] maps, int row, Tensor px, Tensor py, Tensor like) {
    return number(maps, row, like)
        .mul(px)
        .add(number(maps, row + 1, like).mul(py))
        .add(number(maps, row + 2, like));
  }

  private static Tensor number(double[][] maps, int which, Tensor like) {
    float[] values = new float[maps.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) maps[i][which];
    }
    return Device.with(like.device(), () -> Tensor.of(values, values.length, 1, 1));
  }

  /** The pixels at whole places, 0 outside. */
  private static Tensor tap(Tensor x, Tensor column, Tensor row) {
    long h = x.dim(2);
    long w = x.dim(3);
    Tensor inside =
        column.ge(0L).logicalAnd(column.lt(w)).logicalAnd(row.ge(0L)).logicalAnd(row.lt(h));
    Tensor place = row.clamp(0, h - 1.0).mul(w).add(column.clamp(0, w - 1.0));
    return Windows.lookup(x, place.to(DType.I64)).mul(inside.to(x.dtype()));
  }
}
