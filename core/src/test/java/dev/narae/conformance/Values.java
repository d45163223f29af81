package dev.narae.conformance;

import dev.narae.BFloat16;
import dev.narae.DType;
import dev.narae.Shape;
import java.util.function.DoubleUnaryOperator;

/** Numbers in host memory in row-major order: what references read and return. */
final class Values {
  private final Shape shape;
  private final double[] data;

  /** Takes the array as it is, without a copy. */
  Values(Shape shape, double... data) {
    this.shape = shape;
    this.data = data;
  }

  /** The extents. */
  Shape shape() {
    return shape;
  }

  /** The elements themselves, not a copy. */
  double[] data() {
    return data;
  }

  /** The element at a position, one index a dimension. */
  interface Cell {
    double at(long[] index);
  }

  static Values generate(Shape shape, Cell cell) {
    double[] data = new double[Math.toIntExact(shape.size())];
    for (int i = 0; i < data.length; i++) {
      data[i] = cell.at(index(shape, i));
    }
    return new Values(shape, data);
  }

  static Values scalar(double value) {
    return new Values(Shape.scalar(), value);
  }

  private static long[] index(Shape shape, long position) {
    long[] index = new long[shape.rank()];
    long rest = position;
    for (int d = index.length - 1; d >= 0; d--) {
      index[d] = rest % shape.dim(d);
      rest /= shape.dim(d);
    }
    return index;
  }

  double at(long... index) {
    return data[position(index)];
  }

  /** Adds to the element at a position. */
  void add(double more, long... index) {
    data[position(index)] += more;
  }

  private int position(long... index) {
    long position = 0;
    for (int d = 0; d < index.length; d++) {
      position = position * shape.dim(d) + index[d];
    }
    return Math.toIntExact(position);
  }

  long dim(int d) {
    return shape.dim(d);
  }

  Values map(DoubleUnaryOperator function) {
    return generate(shape, index -> function.applyAsDouble(at(index)));
  }

  /** Repeated along dimensions of size 1 and new leading ones. */
  Values broadcastTo(Shape target) {
    int lead = target.rank() - shape.rank();
    return generate(
        target,
        index -> {
          long[] own = new long[shape.rank()];
          for (int d = 0; d < own.length; d++) {
            own[d] = shape.dim(d) == 1 ? 0 : index[lead + d];
          }
          return at(own);
        });
  }

  /** The same elements, in row-major order, under another shape. */
  Values reshape(long... sizes) {
    return new Values(Shape.of(sizes), data);
  }

  /** Each element as a dtype would hold it: rounded, cut off or wrapped around. */
  Values as(DType dtype) {
    return map(
        value ->
            switch (dtype) {
              case BOOL -> value != 0 ? 1 : 0;
              case U8 -> (long) value & 0xFF;
              case I8 -> (byte) (long) value;
              case I16 -> (short) (long) value;
              case I32 -> (int) (long) value;
              case I64 -> (double) (long) value;
              case F16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
              case BF16 -> BFloat16.toFloat(BFloat16.fromFloat((float) value));
              case F32 -> (float) value;
              case F64 -> value;
            });
  }
}
