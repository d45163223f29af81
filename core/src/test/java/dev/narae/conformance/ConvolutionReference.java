package dev.narae.conformance;

import dev.narae.ConvOptions;
import dev.narae.Shape;

/** Convolutions over any number of dimensions, by their definitions. */
final class ConvolutionReference {
  private final Values x;
  private final Values weight;
  private final ConvOptions options;
  private final int dims;

  private ConvolutionReference(Values x, Values weight, ConvOptions options) {
    this.x = x;
    this.weight = weight;
    this.options = options;
    this.dims = x.shape().rank() - 2;
  }

  /** The convolution of (N, C, …) with weight (O, C/groups, …), plus bias (O). */
  static Values convolve(Values x, Values weight, Values bias, ConvOptions options) {
    ConvolutionReference r = new ConvolutionReference(x, weight, options);
    Shape shape = x.shape().with(1, weight.dim(0));
    for (int i = 0; i < r.dims; i++) {
      long reach = r.dilation(i) * (weight.dim(2 + i) - 1) + 1;
      long room = x.dim(2 + i) + 2L * r.padding(i) - reach;
      shape = shape.with(2 + i, room / r.stride(i) + 1);
    }
    return Values.generate(shape, out -> bias.at(out[1]) + r.met(out));
  }

  /** The sum over the window of one output. */
  private double met(long[] out) {
    long perGroup = weight.dim(0) / options.groups();
    double sum = 0;
    for (long place = 0; place < weight.data().length / weight.dim(0); place++) {
      long[] kernel = kernel(place);
      long[] in = out.clone();
      in[1] = out[1] / perGroup * weight.dim(1) + kernel[1];
      for (int i = 0; i < dims; i++) {
        in[2 + i] = out[2 + i] * stride(i) - padding(i) + kernel[2 + i] * dilation(i);
      }
      kernel[0] = out[1];
      sum += inside(in, x.shape()) ? x.at(in) * weight.at(kernel) : 0;
    }
    return sum;
  }

  /** The transposed convolution of (N, C, …) with weight (C, O/groups, …), plus bias (O). */
  static Values transposed(Values x, Values weight, Values bias, ConvOptions options) {
    ConvolutionReference r = new ConvolutionReference(x, weight, options);
    Shape shape = x.shape().with(1, weight.dim(1) * options.groups());
    for (int i = 0; i < r.dims; i++) {
      long reach = r.dilation(i) * (weight.dim(2 + i) - 1) + 1;
      long extent = (x.dim(2 + i) - 1) * r.stride(i) - 2L * r.padding(i) + reach;
      shape = shape.with(2 + i, extent + at(options.outputPadding(), i));
    }
    Values out = Values.generate(shape, i -> bias.at(i[1]));
    Values.generate(x.shape(), in -> r.spread(in, out));
    return out;
  }

  /** Adds what one input makes of its window; returns the input. */
  private double spread(long[] in, Values sums) {
    long perGroup = x.dim(1) / options.groups();
    for (long place = 0; place < weight.data().length / weight.dim(0); place++) {
      long[] kernel = kernel(place);
      long[] out = in.clone();
      out[1] = in[1] / perGroup * weight.dim(1) + kernel[1];
      for (int i = 0; i < dims; i++) {
        out[2 + i] = in[2 + i] * stride(i) - padding(i) + kernel[2 + i] * dilation(i);
      }
      kernel[0] = in[1];
      if (inside(out, sums.shape())) {
        sums.add(x.at(in) * weight.at(kernel), out);
      }
    }
    return x.at(in);
  }

  /** The position of a weight among those of one first index. */
  private long[] kernel(long place) {
    long[] index = new long[dims + 2];
    long rest = place;
    for (int d = index.length - 1; d > 0; d--) {
      index[d] = rest % weight.dim(d);
      rest /= weight.dim(d);
    }
    return index;
  }

  private static boolean inside(long[] index, Shape shape) {
    boolean inside = true;
    for (int d = 0; d < index.length; d++) {
      inside &= index[d] >= 0 && index[d] < shape.dim(d);
    }
    return inside;
  }

  private int stride(int i) {
    return at(options.stride(), i);
  }

  private int padding(int i) {
    return at(options.padding(), i);
  }

  private int dilation(int i) {
    return at(options.dilation(), i);
  }

  private static int at(java.util.List<Integer> numbers, int i) {
    return numbers.get(numbers.size() == 1 ? 0 : i);
  }
}
