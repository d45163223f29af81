package dev.narae.conformance;

import dev.narae.PoolOptions;
import dev.narae.Shape;
import java.util.List;

/** Pooling over any number of dimensions, by its definition. */
final class PoolReference {
  /** What becomes of the elements of a window. */
  interface Join {
    /**
     * Joins them.
     *
     * @param elements those inside the input, in row-major order
     * @param positions where they are in their channel
     * @param counted how many the window has with the padding, but without what reaches over it
     */
    double of(double[] elements, double[] positions, long counted);
  }

  private final Values x;
  private final PoolOptions options;
  private final int dims;

  private PoolReference(Values x, PoolOptions options) {
    this.x = x;
    this.options = options;
    this.dims = x.shape().rank() - 2;
  }

  /** The maxima, or their positions. */
  static Values maxima(Values x, PoolOptions options, boolean positions) {
    return pool(
        x,
        options,
        (elements, places, _) -> {
          int best = (int) Along.position(elements, true);
          return positions ? places[best] : elements[best];
        });
  }

  /** The means. */
  static Values means(Values x, PoolOptions options) {
    Integer divisor = options.divisor();
    return pool(
        x,
        options,
        (elements, _, counted) -> {
          long count = options.countIncludePad() ? counted : elements.length;
          return Along.sum(elements) / (divisor == null ? count : divisor);
        });
  }

  static Values pool(Values x, PoolOptions options, Join join) {
    PoolReference r = new PoolReference(x, options);
    Shape shape = x.shape();
    for (int i = 0; i < r.dims; i++) {
      shape = shape.with(2 + i, r.outputs(i));
    }
    return Values.generate(shape, out -> r.joined(out, join));
  }

  private long outputs(int i) {
    double room =
        x.dim(2 + i)
            + 2.0 * at(options.padding(), i)
            - at(options.dilation(), i) * (at(options.kernel(), i) - 1.0)
            - 1;
    double steps = room / at(options.stride(), i);
    long outputs = (long) (options.ceilMode() ? Math.ceil(steps) : Math.floor(steps)) + 1;
    boolean late =
        (outputs - 1) * at(options.stride(), i) >= x.dim(2 + i) + at(options.padding(), i);
    return options.ceilMode() && late ? outputs - 1 : outputs;
  }

  private double joined(long[] out, Join join) {
    long size = 1;
    for (int i = 0; i < dims; i++) {
      size *= at(options.kernel(), i);
    }
    double[] elements = new double[(int) size];
    double[] positions = new double[(int) size];
    int inside = 0;
    long counted = 0;
    for (long place = 0; place < size; place++) {
      long[] in = in(out, place);
      boolean real = true;
      boolean room = true;
      long position = 0;
      for (int i = 0; i < dims; i++) {
        real &= in[2 + i] >= 0 && in[2 + i] < x.dim(2 + i);
        room &= in[2 + i] < x.dim(2 + i) + at(options.padding(), i);
        position = position * x.dim(2 + i) + in[2 + i];
      }
      counted += room ? 1 : 0;
      if (real) {
        elements[inside] = x.at(in);
        positions[inside++] = position;
      }
    }
    return join.of(
        java.util.Arrays.copyOf(elements, inside),
        java.util.Arrays.copyOf(positions, inside),
        counted);
  }

  /** The input that an element of the window of an output meets. */
  private long[] in(long[] out, long place) {
    long[] in = out.clone();
    long rest = place;
    for (int i = dims - 1; i >= 0; i--) {
      long k = rest % at(options.kernel(), i);
      rest /= at(options.kernel(), i);
      in[2 + i] =
          out[2 + i] * at(options.stride(), i)
              - at(options.padding(), i)
              + k * at(options.dilation(), i);
    }
    return in;
  }

  private static int at(List<Integer> numbers, int i) {
    return numbers.get(numbers.size() == 1 ? 0 : i);
  }

  /** The elements of each adaptive window of the last one or two dimensions. */
  static Values adaptive(Values x, Join join, long... outputs) {
    Shape shape = x.shape();
    for (int i = 0; i < outputs.length; i++) {
      shape = shape.with(2 + i, outputs[i]);
    }
    return Values.generate(
        shape,
        out -> {
          java.util.List<Double> elements = new java.util.ArrayList<>();
          java.util.List<Double> positions = new java.util.ArrayList<>();
          boolean line = outputs.length == 1;
          long wide = x.dim(x.shape().rank() - 1);
          long[] rows = line ? new long[] {0, 1} : window(out[2], x.dim(2), outputs[0]);
          long[] columns = window(out[out.length - 1], wide, outputs[outputs.length - 1]);
          for (long h = rows[0]; h < rows[1]; h++) {
            for (long w = columns[0]; w < columns[1]; w++) {
              elements.add(line ? x.at(out[0], out[1], w) : x.at(out[0], out[1], h, w));
              positions.add((double) (h * wide + w));
            }
          }
          return join.of(array(elements), array(positions), elements.size());
        });
  }

  private static long[] window(long i, long extent, long outputs) {
    return new long[] {i * extent / outputs, ((i + 1) * extent + outputs - 1) / outputs};
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
