package dev.narae.cpu.kernel;

import dev.narae.spi.ReduceKind;

/**
 * How the values of a row are joined to one, whatever the width of vectors: value i of each whole
 * block goes to accumulator i; accumulators are joined in halves (the first with the one half a
 * block later, and so on); the values after the last whole block follow one by one. Sums and
 * products start anew after {@link #SPAN} blocks and are joined then, which keeps errors small. Of
 * extrema a last block may overlap the one before, for a value may count twice.
 *
 * <p>Compiled loops call these methods.
 */
public final class RowTotals {
  /** Accumulators of 32 bits: enough vectors of any width to hide the latency of an addition. */
  private static final int NARROW = 32;

  private static final int WIDE = 16;

  /** Blocks that are added up before their sums are added to those of other blocks. */
  static final int SPAN = 16;

  /** The floats of vectors of 512 and 256 bits: joined without loops, in the same order. */
  private static final int SIXTEEN = 16;

  private static final int EIGHT = 8;

  private RowTotals() {}

  /**
   * The number of accumulators of a program that joins rows: the same for all its totals. There are
   * twice as many for extrema, whose joining takes five instructions after each other.
   */
  static int width(Program program) {
    ValueType type =
        program.stores().stream()
            .filter(store -> store.join() != null)
            .map(store -> store.value().type())
            .findFirst()
            .orElseThrow();
    int width = type.bytes() == Long.BYTES ? WIDE : NARROW;
    return type.isFloating() && program.isExtrema() ? 2 * width : width;
  }

  /** What changes nothing when joined, as the bits of a {@link Step#CONST}. */
  public static long neutral(ReduceKind kind, ValueType type) {
    return switch (type) {
      case FLOAT -> Float.floatToRawIntBits((float) neutral(kind));
      case DOUBLE -> Double.doubleToRawLongBits(neutral(kind));
      case LONG -> neutral(kind, Long.MIN_VALUE, Long.MAX_VALUE);
      case INT, MASK -> neutral(kind, Integer.MIN_VALUE, Integer.MAX_VALUE);
    };
  }

  private static double neutral(ReduceKind kind) {
    return switch (kind) {
      case SUM -> 0;
      case PROD -> 1;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  private static long neutral(ReduceKind kind, long least, long most) {
    return switch (kind) {
      case SUM -> 0;
      case PROD -> 1;
      case MAX -> least;
      case MIN -> most;
    };
  }

  /** The step that joins two values. */
  public static Step step(ReduceKind kind) {
    return switch (kind) {
      case SUM -> Step.ADD;
      case PROD -> Step.MUL;
      case MAX -> Step.MAX;
      case MIN -> Step.MIN;
    };
  }

  /** The name of the method below that joins accumulators of this kind. */
  public static String method(ReduceKind kind) {
    return switch (kind) {
      case SUM -> "sum";
      case PROD -> "product";
      case MAX -> "largest";
      case MIN -> "smallest";
    };
  }

  /** The name of the method below that joins the accumulators of a span to earlier ones. */
  static String carryMethod(ReduceKind kind) {
    return kind == ReduceKind.SUM ? "addAll" : "multiplyAll";
  }

  /** Adds the second accumulators to the first and fills them with {@code neutral}. */
  public static void addAll(float[] to, float[] from, float neutral) {
    for (int i = 0; i < from.length; i++) {
      to[i] += from[i];
      from[i] = neutral;
    }
  }

  /** Multiplies the first accumulators by the second and fills those with {@code neutral}. */
  public static void multiplyAll(float[] to, float[] from, float neutral) {
    for (int i = 0; i < from.length; i++) {
      to[i] *= from[i];
      from[i] = neutral;
    }
  }

  /** Adds the second accumulators to the first and fills them with {@code neutral}. */
  public static void addAll(double[] to, double[] from, double neutral) {
    for (int i = 0; i < from.length; i++) {
      to[i] += from[i];
      from[i] = neutral;
    }
  }

  /** Multiplies the first accumulators by the second and fills those with {@code neutral}. */
  public static void multiplyAll(double[] to, double[] from, double neutral) {
    for (int i = 0; i < from.length; i++) {
      to[i] *= from[i];
      from[i] = neutral;
    }
  }

  /** The sum of the first {@code count} accumulators, a power of two. */
  public static float sum(float[] a, int count) {
    if (count == SIXTEEN) {
      float even = ((a[0] + a[8]) + (a[4] + a[12])) + ((a[2] + a[10]) + (a[6] + a[14]));
      float odd = ((a[1] + a[9]) + (a[5] + a[13])) + ((a[3] + a[11]) + (a[7] + a[15]));
      return even + odd;
    }
    if (count == EIGHT) {
      float even = (a[0] + a[4]) + (a[2] + a[6]);
      return even + ((a[1] + a[5]) + (a[3] + a[7]));
    }
    for (int half = count >> 1; half > 0; half >>= 1) {
      for (int i = 0; i < half; i++) {
        a[i] += a[i + half];
      }
    }
    return a[0];
  }

  /** The product of the first {@code count} accumulators, a power of two. */
  public static float product(float[] a, int count) {
    if (count == SIXTEEN) {
      float even = ((a[0] * a[8]) * (a[4] * a[12])) * ((a[2] * a[10]) * (a[6] * a[14]));
      float odd = ((a[1] * a[9]) * (a[5] * a[13])) * ((a[3] * a[11]) * (a[7] * a[15]));
      return even * odd;
    }
    if (count == EIGHT) {
      float even = (a[0] * a[4]) * (a[2] * a[6]);
      return even * ((a[1] * a[5]) * (a[3] * a[7]));
    }
    for (int half = count >> 1; half > 0; half >>= 1) {
      for (int i = 0; i < half; i++) {
        a[i] *= a[i + half];
      }
    }
    return a[0];
  }

  /** The largest of the first {@code count} accumulators, a power of two. */
  public static float largest(float[] a, int count) {
    if (count == SIXTEEN) {
      float even =
          Math.max(
              Math.max(Math.max(a[0], a[8]), Math.max(a[4], a[12])),
              Math.max(Math.max(a[2], a[10]), Math.max(a[6], a[14])));
      float odd =
          Math.max(
              Math.max(Math.max(a[1], a[9]), Math.max(a[5], a[13])),
              Math.max(Math.max(a[3], a[11]), Math.max(a[7], a[15])));
      return Math.max(even, odd);
    }
    if (count == EIGHT) {
      float even = Math.max(Math.max(a[0], a[4]), Math.max(a[2], a[6]));
      return Math.max(even, Math.max(Math.max(a[1], a[5]), Math.max(a[3], a[7])));
    }
    for (int half = count >> 1; half > 0; half >>= 1) {
      for (int i = 0; i < half; i++) {
        a[i] = Math.max(a[i], a[i + half]);
      }
    }
    return a[0];
  }

  /** The smallest of the first {@code count} accumulators, a power of two. */
  public static float smallest(float[] a, int count) {
    if (count == SIXTEEN) {
      float even =
          Math.min(
              Math.min(Math.min(a[0], a[8]), Math.min(a[4], a[12])),
              Math.min(Math.min(a[2], a[10]), Math.min(a[6], a[14])));
      float odd =
          Math.min(
              Math.min(Math.min(a[1], a[9]), Math.min(a[5], a[13])),
              Math.min(Math.min(a[3], a[11]), Math.min(a[7], a[15])));
      return Math.min(even, odd);
    }
    if (count == EIGHT) {
      float even = Math.min(Math.min(a[0], a[4]), Math.min(a[2], a[6]));
      return Math.min(even, Math.min(Math.min(a[1], a[5]), Math.min(a[3], a[7])));
    }
    for (int half = count >> 1; half > 0; half >>= 1) {
      for (int i = 0; i < half; i++) {
        a[i] = Math.min(a[i], a[i + half]);
      }
    }
    return a[0];
  }

  /** The sum of the first {@code count} accumulators, a power of two. */
  public static double sum(double[] a, int count) {
    if (count == EIGHT) {
      double even = (a[0] + a[4]) + (a[2] + a[6]);
      return even + ((a[1] + a[5]) + (a[3] + a[7]));
    }
    for (int half = count >> 1; half > 0; half >>= 1) {
      for (int i = 0; i < half; i++) {
        a[i] += a[i + half];
      }
    }
    return a[0];
  }

  /** The product of the first {@code count} accumulators, a power of two. */
  public static double product(double[] a, int count) {
    if (count == EIGHT) {
      double even = (a[0] * a[4]) * (a[2] * a[6]);
      return even * ((a[1] * a[5]) * (a[3] * a[7]));
    }
    for (int half = count >> 1; half > 0; half >>= 1) {
      for (int i = 0; i < half; i++) {
        a[i] *= a[i + half];
      }
    }
    return a[0];
  }

  /** The largest of the first {@code count} accumulators, a power of two. */
  public static double largest(double[] a, int count) {
    if (count == EIGHT) {
      double even = Math.max(Math.max(a[0], a[4]), Math.max(a[2], a[6]));
      return Math.max(even, Math.max(Math.max(a[1], a[5]), Math.max(a[3], a[7])));
    }
    for (int half = count >> 1; half > 0; half >>= 1) {
      for (int i = 0; i < half; i++) {
        a[i] = Math.max(a[i], a[i + half]);
      }
    }
    return a[0];
  }

  /** The smallest of the first {@code count} accumulators, a power of two. */
  public static double smallest(double[] a, int count) {
    if (count == EIGHT) {
      double even = Math.min(Math.min(a[0], a[4]), Math.min(a[2], a[6]));
      return Math.min(even, Math.min(Math.min(a[1], a[5]), Math.min(a[3], a[7])));
    }
    for (int half = count >> 1; half > 0; half >>= 1) {
      for (int i = 0; i < half; i++) {
        a[i] = Math.min(a[i], a[i + half]);
      }
    }
    return a[0];
  }

  /** The sum of the first {@code count} accumulators. */
  public static int sum(int[] a, int count) {
    int total = 0;
    for (int i = 0; i < count; i++) {
      total += a[i];
    }
    return total;
  }

  /** The product of the first {@code count} accumulators. */
  public static int product(int[] a, int count) {
    int total = 1;
    for (int i = 0; i < count; i++) {
      total *= a[i];
    }
    return total;
  }

  /** The largest of the first {@code count} accumulators. */
  public static int largest(int[] a, int count) {
    int total = Integer.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      total = Math.max(total, a[i]);
    }
    return total;
  }

  /** The smallest of the first {@code count} accumulators. */
  public static int smallest(int[] a, int count) {
    int total = Integer.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      total = Math.min(total, a[i]);
    }
    return total;
  }

  /** The sum of the first {@code count} accumulators. */
  public static long sum(long[] a, int count) {
    long total = 0;
    for (int i = 0; i < count; i++) {
      total += a[i];
    }
    return total;
  }

  /** The product of the first {@code count} accumulators. */
  public static long product(long[] a, int count) {
    long total = 1;
    for (int i = 0; i < count; i++) {
      total *= a[i];
    }
    return total;
  }

  /** The largest of the first {@code count} accumulators. */
  public static long largest(long[] a, int count) {
    long total = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      total = Math.max(total, a[i]);
    }
    return total;
  }

  /** The smallest of the first {@code count} accumulators. */
  public static long smallest(long[] a, int count) {
    long total = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      total = Math.min(total, a[i]);
    }
    return total;
  }
}
