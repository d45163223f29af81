package dev.narae.conformance;

import dev.narae.DTypeException;
import dev.narae.InterpolateOptions;
import dev.narae.InterpolateOptions.Mode;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import java.util.function.Supplier;

/** Interpolation in every mode. */
final class ResamplingCases {
  private ResamplingCases() {}

  /** Where a new place looks, and how: from its number and the two extents to weights. */
  private interface Rule {
    /** The weight of old place j for new place i of {@code out}, with {@code in} old ones. */
    double weight(long i, long j, long in, long out);
  }

  static List<OpCase> all() {
    InterpolateOptions line = InterpolateOptions.size(5);
    InterpolateOptions image = InterpolateOptions.size(5, 3);
    InterpolateOptions twice = InterpolateOptions.scale(2);
    return List.of(
        refusing(along("interpolate", line, ResamplingCases::nearest)),
        along("interpolate(scale)", twice, ResamplingCases::nearest).sample(in(1, 2, 2, 3)),
        along("interpolate(nearest)", image, ResamplingCases::nearest).sample(in(1, 2, 3, 4)),
        along(
                "interpolate(nearest exact)",
                image.mode(Mode.NEAREST_EXACT),
                ResamplingCases::nearestExact)
            .sample(in(1, 2, 3, 4)),
        along("interpolate(linear)", line.mode(Mode.LINEAR), ResamplingCases::linear)
            .sample(in(2, 2, 3))
            .sample(in(2, 2, 8))
            .sample(in(1, 2, 1)),
        along("interpolate(bilinear)", image.mode(Mode.LINEAR), ResamplingCases::linear)
            .sample(in(1, 2, 3, 4))
            .sample(in(2, 3, 9, 2)),
        along("interpolate(bilinear scale)", twice.mode(Mode.LINEAR), ResamplingCases::linear)
            .sample(in(1, 2, 3, 2)),
        along(
                "interpolate(bilinear corners)",
                image.mode(Mode.LINEAR).aligningCorners(),
                ResamplingCases::linearCorners)
            .sample(in(1, 2, 3, 4)),
        along("interpolate(trilinear)", twice.mode(Mode.LINEAR), ResamplingCases::linear)
            .sample(in(1, 1, 2, 3, 2)),
        along("interpolate(bicubic)", image.mode(Mode.CUBIC), ResamplingCases::cubic)
            .sample(in(1, 2, 3, 4))
            .sample(in(2, 3, 9, 7)),
        along(
                "interpolate(bicubic corners)",
                image.mode(Mode.CUBIC).aligningCorners(),
                ResamplingCases::cubicCorners)
            .sample(in(1, 2, 3, 4)),
        along("interpolate(area)", image.mode(Mode.AREA), ResamplingCases::area)
            .sample(in(1, 2, 7, 3)));
  }

  private static Input in(long... sizes) {
    return Input.real(-3, 3, sizes);
  }

  private static OpCase refusing(OpCase line) {
    return line.sample(in(2, 2, 3))
        .sample(in(2, 2, 5))
        .sample(in(0, 2, 5))
        .refuses(
            refused(
                "a matrix",
                () -> Tensor.ones(2, 3).interpolate(InterpolateOptions.size(4)),
                "[2, 3]",
                "(N, C, L)"))
        .refuses(
            refused(
                "two sizes for a line",
                () -> Tensor.ones(1, 2, 3).interpolate(InterpolateOptions.size(4, 4)),
                "[4, 4]",
                "[1, 2, 3]"))
        .refuses(
            refused(
                "nothing left",
                () -> Tensor.ones(1, 2, 3).interpolate(InterpolateOptions.scale(0.1)),
                "[1, 2, 3]",
                "at least 1"))
        .refuses(
            ErrorCase.of(
                "whole numbers",
                DTypeException.class,
                () -> Tensor.of(new int[4], 1, 1, 4).interpolate(InterpolateOptions.size(4)),
                "interpolate",
                "i32"))
        .refuses(
            ErrorCase.of(
                "corners of the nearest",
                IllegalArgumentException.class,
                () ->
                    Tensor.ones(1, 2, 3).interpolate(InterpolateOptions.size(4).aligningCorners()),
                "interpolate",
                "NEAREST"));
  }

  private static ErrorCase refused(String what, Supplier<Tensor> call, String... fragments) {
    return ErrorCase.of(what, ShapeException.class, call, fragments);
  }

  /** The rule applied to each dimension in turn. */
  private static OpCase along(String name, InterpolateOptions options, Rule rule) {
    return OpCase.of(
            name,
            in -> in.get(0).interpolate(options),
            in -> {
              Values result = in.get(0);
              for (int axis = 2; axis < in.get(0).shape().rank(); axis++) {
                result = resampled(result, axis, outputs(result, axis, options), rule);
              }
              return result;
            })
        .within(1e-5, 1e-12);
  }

  private static long outputs(Values x, int axis, InterpolateOptions options) {
    List<Long> size = options.size();
    return size.isEmpty()
        ? (long) Math.floor(x.dim(axis) * options.scale().getFirst())
        : size.get(size.size() == 1 ? 0 : axis - 2);
  }

  private static Values resampled(Values x, int axis, long outputs, Rule rule) {
    return Values.generate(
        x.shape().with(axis, outputs),
        i -> {
          double[] line = Along.line(x, i, axis);
          double sum = 0;
          for (int j = 0; j < line.length; j++) {
            sum += line[j] * rule.weight(i[axis], j, line.length, outputs);
          }
          return sum;
        });
  }

  private static double nearest(long i, long j, long in, long out) {
    return i * in / out == j ? 1 : 0;
  }

  private static double nearestExact(long i, long j, long in, long out) {
    return (2 * i + 1) * in / (2 * out) == j ? 1 : 0;
  }

  private static double centre(long i, long in, long out) {
    return (i + 0.5) * in / out - 0.5;
  }

  private static double corner(long i, long in, long out) {
    return out == 1 ? 0 : i * (in - 1.0) / (out - 1.0);
  }

  private static double linear(long i, long j, long in, long out) {
    double source = Math.clamp(centre(i, in, out), 0, in - 1.0);
    return Math.max(0, 1 - Math.abs(source - j));
  }

  private static double linearCorners(long i, long j, long in, long out) {
    return Math.max(0, 1 - Math.abs(corner(i, in, out) - j));
  }

  private static double cubic(long i, long j, long in, long out) {
    return keys(centre(i, in, out), j, in);
  }

  private static double cubicCorners(long i, long j, long in, long out) {
    return keys(corner(i, in, out), j, in);
  }

  /** The places beyond the borders repeat those at the borders. */
  private static double keys(double source, long j, long in) {
    double sum = 0;
    for (long place = (long) Math.floor(source) - 1; place < source + 2; place++) {
      if (Math.clamp(place, 0, in - 1) == j) {
        sum += keys(Math.abs(source - place));
      }
    }
    return sum;
  }

  private static double keys(double d) {
    double a = -0.75;
    return d <= 1
        ? (a + 2) * d * d * d - (a + 3) * d * d + 1
        : d < 2 ? a * (d * d * d - 5 * d * d + 8 * d - 4) : 0;
  }

  private static double area(long i, long j, long in, long out) {
    long first = i * in / out;
    long end = ((i + 1) * in + out - 1) / out;
    return j >= first && j < end ? 1.0 / (end - first) : 0;
  }
}
