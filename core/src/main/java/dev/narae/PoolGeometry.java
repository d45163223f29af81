package dev.narae;

/** The options of pooling, checked against its input, one number for each spatial dimension. */
final class PoolGeometry {
  final int[] kernel;
  final int[] stride;
  final int[] padding;
  final int[] dilation;

  /** The output's spatial extents. */
  final long[] outputs;

  /** How far the last window reaches over the padded end, in each dimension. */
  final long[] over;

  private final int dims;

  private PoolGeometry(String op, int dims, Tensor x, PoolOptions options) {
    this.dims = dims;
    kernel = Extents.of(op, "kernel", options.kernel(), dims, 1);
    stride = Extents.of(op, "stride", options.stride(), dims, 1);
    padding = Extents.of(op, "padding", options.padding(), dims, 0);
    dilation = Extents.of(op, "dilation", options.dilation(), dims, 1);
    outputs = new long[dims];
    over = new long[dims];
    for (int i = 0; i < dims; i++) {
      if (padding[i] > kernel[i] / 2) {
        throw new ShapeException(
            "%s: padding %s is more than half of the kernel %s; make it smaller"
                .formatted(op, Extents.times(padding), Extents.times(kernel)));
      }
      place(i, x.dim(2 + i), options.ceilMode());
      if (outputs[i] < 1) {
        throw new ShapeException(
            ("%s: a kernel of %s with dilation %s and padding %s does not fit into input %s; pad it"
                    + " or use a smaller kernel")
                .formatted(
                    op,
                    Extents.times(kernel),
                    Extents.times(dilation),
                    Extents.times(padding),
                    x.shape()));
      }
    }
  }

  /** Rounded up, a last window must still begin within the input or the padding before it. */
  private void place(int i, long in, boolean up) {
    long reach = dilation[i] * (kernel[i] - 1L) + 1;
    long room = in + 2L * padding[i] - reach;
    long steps = up ? Math.ceilDiv(room, stride[i]) : Math.floorDiv(room, stride[i]);
    if (up && steps * stride[i] >= in + padding[i]) {
      steps--;
    }
    outputs[i] = steps + 1;
    over[i] = Math.max(steps * stride[i] - room, 0);
  }

  static PoolGeometry of(String op, int dims, Tensor x, PoolOptions options) {
    return new PoolGeometry(op, dims, x, options);
  }

  /** Whether a last window reaches over the padded end. */
  boolean reachesOver() {
    for (long more : over) {
      if (more > 0) {
        return true;
      }
    }
    return false;
  }

  /** The window over two of the dimensions; -1 stands for one that is not moved along. */
  Window window(int h, int w) {
    return new Window(
        at(stride, h, 1),
        at(stride, w, 1),
        at(padding, h, 0),
        at(padding, w, 0),
        at(dilation, h, 1),
        at(dilation, w, 1));
  }

  /** The kernel's extent along a dimension; -1 stands for one that is not moved along. */
  int kernel(int i) {
    return at(kernel, i, 1);
  }

  /** The output's extent along a dimension; -1 stands for one of an extent that is kept. */
  long output(int i, long extent) {
    return i < 0 ? extent : outputs[i];
  }

  private static int at(int[] numbers, int i, int none) {
    return i < 0 ? none : numbers[i];
  }

  /** The input with a value at the end where the last window reaches over it. */
  Tensor extended(Tensor x, double fill) {
    if (!reachesOver()) {
      return x;
    }
    long[] amounts = new long[2 * dims];
    for (int i = 0; i < dims; i++) {
      amounts[2 * (dims - 1 - i) + 1] = over[i];
    }
    return x.pad(amounts, fill);
  }
}
