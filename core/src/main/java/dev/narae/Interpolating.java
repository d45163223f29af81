package dev.narae;

import dev.narae.InterpolateOptions.Mode;
import java.util.List;

/** Interpolation in tensor code, one dimension after the other. */
final class Interpolating {
  private static final String NAME = "interpolate";

  /** Keys's parameter of the cubic curve, as PyTorch sets it. */
  private static final double CUBIC = -0.75;

  private Interpolating() {}

  static Tensor run(Tensor x, InterpolateOptions options) {
    check(x, options);
    int dims = x.rank() - 2;
    long[] outputs = outputs(x, options);
    if (options.mode() == Mode.AREA) {
      return AdaptivePooling.means(dims, x, outputs);
    }
    Tensor result = x;
    for (int i = 0; i < dims; i++) {
      result = along(result, i, outputs[i], options);
    }
    return result;
  }

  private static Tensor along(Tensor x, int i, long out, InterpolateOptions options) {
    int axis = 2 + i;
    long in = x.dim(axis);
    double step = step(in, out, i, options);
    if (out == in && step == 1) {
      return x;
    }
    return switch (options.mode()) {
      case LINEAR -> linear(x, in, sources(x, in, out, step, options)).apply(x, axis);
      case CUBIC -> cubic(x, in, sources(x, in, out, step, options)).apply(x, axis);
      default -> nearest(x, axis, nearest(in, Math.toIntExact(out), i, options));
    };
  }

  /** How far two new places lie apart, in old ones. */
  private static double step(long in, long out, int i, InterpolateOptions options) {
    if (options.alignCorners()) {
      return out > 1 ? (in - 1.0) / (out - 1.0) : 0;
    }
    List<Double> scale = options.scale();
    if (scale.isEmpty()) {
      return (double) in / out;
    }
    return 1 / scale.get(scale.size() == 1 ? 0 : i);
  }

  /** Where new places lie among the old ones, F64. */
  private static Tensor sources(
      Tensor x, long in, long out, double step, InterpolateOptions options) {
    Tensor places = Tensor.arange(out, DType.F64, x.device());
    if (options.alignCorners()) {
      return places.mul(step);
    }
    Tensor centres = places.add(0.5).mul(step).sub(0.5);
    return options.mode() == Mode.LINEAR ? centres.clamp(0, in - 1.0) : centres;
  }

  /**
   * The old place for each new one. In single precision, as PyTorch computes it: where a new place
   * falls on the border of two old ones, rounding decides.
   */
  private static long[] nearest(long in, int out, int i, InterpolateOptions options) {
    List<Double> scale = options.scale();
    float step = scale.isEmpty() ? (float) in / out : (float) step(in, out, i, options);
    float offset = options.mode() == Mode.NEAREST_EXACT ? 0.5f : 0;
    long[] places = new long[out];
    for (int k = 0; k < out; k++) {
      places[k] = Math.min((long) ((k + offset) * step), in - 1);
    }
    return places;
  }

  private static Tensor nearest(Tensor x, int axis, long... places) {
    long in = x.dim(axis);
    if (!isRepetition(in, places)) {
      return Taps.pick(x, axis, Positions.on(x.device(), places));
    }
    Shape apart = x.shape().insert(axis + 1, 1);
    Tensor repeated = x.reshape(apart).expand(apart.with(axis + 1, places.length / in));
    return repeated.reshape(x.shape().with(axis, places.length));
  }

  /** Whether every old place occurs equally often. */
  private static boolean isRepetition(long in, long... places) {
    long times = places.length / in;
    for (int k = 0; k < places.length; k++) {
      if (times * in != places.length || places[k] != k / times) {
        return false;
      }
    }
    return true;
  }

  private static Taps linear(Tensor x, long in, Tensor sources) {
    Tensor low = sources.floor();
    Tensor share = sources.sub(low).to(x.dtype());
    Tensor first = low.to(DType.I64).minimum(in - 1);
    Tensor positions = Tensor.stack(1, first, first.add(1L).minimum(in - 1));
    return new Taps(positions, Tensor.stack(1, share.rsub(1), share));
  }

  private static Taps cubic(Tensor x, long in, Tensor sources) {
    Tensor low = sources.floor();
    Tensor share = sources.sub(low);
    Tensor[] positions = new Tensor[4];
    Tensor[] weights = new Tensor[4];
    for (int k = 0; k < 4; k++) {
      positions[k] = low.add(k - 1.0).clamp(0.0, in - 1.0).to(DType.I64);
      Tensor distance = share.sub(k - 1.0).abs();
      weights[k] = (k == 1 || k == 2 ? near(distance) : far(distance)).to(x.dtype());
    }
    return new Taps(Tensor.stack(1, positions), Tensor.stack(1, weights));
  }

  /** Keys's equation 15 up to a distance of 1. */
  private static Tensor near(Tensor distance) {
    return Tensor.map(d -> d.mul(CUBIC + 2).sub(CUBIC + 3).mul(d).mul(d).add(1.0), distance);
  }

  /** Keys's equation 15 for distances from 1 to 2. */
  private static Tensor far(Tensor distance) {
    return Tensor.map(
        d -> d.mul(CUBIC).sub(5 * CUBIC).mul(d).add(8 * CUBIC).mul(d).sub(4 * CUBIC), distance);
  }

  private static long[] outputs(Tensor x, InterpolateOptions options) {
    int dims = x.rank() - 2;
    long[] outputs = new long[dims];
    for (int i = 0; i < dims; i++) {
      List<Double> scale = options.scale();
      outputs[i] =
          scale.isEmpty()
              ? options.size().get(options.size().size() == 1 ? 0 : i)
              : (long) Math.floor(x.dim(2 + i) * scale.get(scale.size() == 1 ? 0 : i));
      if (outputs[i] < 1 || x.dim(2 + i) < 1) {
        throw new ShapeException(
            "%s: input %s cannot become %s in dimension %d; sizes must be at least 1"
                .formatted(NAME, x.shape(), outputs[i], 2 + i));
      }
    }
    return outputs;
  }

  private static void check(Tensor x, InterpolateOptions options) {
    x.requireFloating(NAME);
    int dims = x.rank() - 2;
    if (dims < 1 || dims > 3) {
      throw new ShapeException(
          "%s: the input has shape %s; it must be (N, C, L), (N, C, H, W) or (N, C, D, H, W)"
              .formatted(NAME, x.shape()));
    }
    int given = options.size().size() + options.scale().size();
    boolean one = options.size().isEmpty() != options.scale().isEmpty();
    if (!one || (given != 1 && given != dims)) {
      throw new ShapeException(
          "%s: size %s and scale %s for input %s; give one of them, with 1 or %d numbers"
              .formatted(NAME, options.size(), options.scale(), x.shape(), dims));
    }
    boolean smooth = options.mode() == Mode.LINEAR || options.mode() == Mode.CUBIC;
    if (options.alignCorners() && !smooth) {
      throw new IllegalArgumentException(
          "%s: mode %s has no corners to align; use LINEAR or CUBIC"
              .formatted(NAME, options.mode()));
    }
  }
}
