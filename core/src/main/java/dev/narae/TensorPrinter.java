package dev.narae;

import java.util.Locale;

/** Writes tensors as PyTorch does: nested brackets, summarised when large, then what it is. */
final class TensorPrinter {
  private static final int SUMMARY_THRESHOLD = 1000;
  private static final int EDGE = 3;

  private final double[] values;
  private final Tensor tensor;
  private final boolean summarised;
  private final Numbers numbers;

  private TensorPrinter(Tensor tensor, Tensor shown) {
    this.tensor = tensor;
    this.summarised = tensor.size() > SUMMARY_THRESHOLD;
    this.values = shown.toDoubleArray();
    this.numbers = Numbers.of(tensor.dtype(), values);
  }

  static String print(Tensor tensor) {
    String what =
        "shape=%s, dtype=%s, device=%s".formatted(tensor.shape(), tensor.dtype(), tensor.device());
    if (tensor.isClosed()) {
      return "tensor(closed, " + what + ")";
    }
    try (Scope _ = Scope.open("toString");
        var _ = Grad.noGrad()) {
      Tensor shown = tensor.size() > SUMMARY_THRESHOLD ? edges(tensor) : tensor;
      StringBuilder text = new StringBuilder("tensor(");
      new TensorPrinter(tensor, shown).append(text, 0, new long[tensor.rank()]);
      text.append(", ").append(what);
      if (tensor.requiresGrad()) {
        text.append(", requiresGrad=true");
      }
      return text.append(")").toString();
    }
  }

  /** Only the elements that a summary shows, so that a large tensor is not copied to print it. */
  private static Tensor edges(Tensor tensor) {
    Tensor result = tensor.detach();
    for (int d = 0; d < tensor.rank(); d++) {
      if (tensor.dim(d) > 2 * EDGE) {
        result =
            Tensor.cat(d, result.narrow(d, 0, EDGE), result.narrow(d, result.dim(d) - EDGE, EDGE));
      }
    }
    return result;
  }

  private void append(StringBuilder text, int depth, long[] at) {
    if (depth == at.length) {
      text.append(numbers.format(values[position(at)]));
      return;
    }
    long extent = tensor.dim(depth);
    boolean cut = summarised && extent > 2 * EDGE;
    long shown = cut ? 2 * EDGE : extent;
    String separator = separator(depth, at.length);
    text.append('[');
    for (long i = 0; i < shown; i++) {
      if (i > 0) {
        text.append(separator);
      }
      if (cut && i == EDGE) {
        text.append("...").append(separator);
      }
      at[depth] = i;
      append(text, depth + 1, at);
    }
    text.append(']');
  }

  /** Inner brackets start on a new line, under each other; whole matrices leave a blank line. */
  private static String separator(int depth, int rank) {
    if (depth == rank - 1) {
      return ", ";
    }
    return "," + "\n".repeat(rank - 1 - depth) + " ".repeat("tensor(".length() + depth + 1);
  }

  private int position(long[] at) {
    long position = 0;
    for (int d = 0; d < at.length; d++) {
      long extent = tensor.dim(d);
      boolean cut = summarised && extent > 2 * EDGE;
      position = position * (cut ? 2 * EDGE : extent) + at[d];
    }
    return (int) position;
  }

  /** How the numbers of one tensor are written: all with the same width and digits. */
  private record Numbers(DType dtype, boolean scientific, boolean whole, int width) {
    static Numbers of(DType dtype, double[] values) {
      boolean whole = true;
      double largest = 0;
      double smallest = Double.POSITIVE_INFINITY;
      for (double value : values) {
        double size = Math.abs(value);
        if (Double.isFinite(value)) {
          whole &= value == Math.rint(value);
          largest = Math.max(largest, size);
          smallest = size > 0 ? Math.min(smallest, size) : smallest;
        }
      }
      boolean scientific =
          dtype.isFloating()
              && (largest >= 1e8 || (!whole && (largest / smallest > 1000 || smallest < 1e-4)));
      Numbers narrow = new Numbers(dtype, scientific, whole, 0);
      int width = 0;
      for (double value : values) {
        width = Math.max(width, narrow.format(value).length());
      }
      return new Numbers(dtype, scientific, whole, width);
    }

    String format(double value) {
      return pad(
          switch (dtype.category()) {
            case BOOLEAN -> value != 0 ? "true" : "false";
            case INTEGRAL -> Long.toString((long) value);
            case FLOATING -> real(value);
          });
    }

    private String real(double value) {
      if (Double.isNaN(value)) {
        return "nan";
      }
      if (Double.isInfinite(value)) {
        return value > 0 ? "inf" : "-inf";
      }
      if (scientific) {
        return String.format(Locale.ROOT, "%.4e", value);
      }
      return whole
          ? String.format(Locale.ROOT, "%.0f.", value)
          : String.format(Locale.ROOT, "%.4f", value);
    }

    private String pad(String text) {
      return " ".repeat(Math.max(width - text.length(), 0)) + text;
    }
  }
}
