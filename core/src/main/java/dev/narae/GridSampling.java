package dev.narae;

import dev.narae.GridOptions.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reading images at given places, in tensor code (Jaderberg et al.: Spatial Transformer Networks,
 * 2015, section 3.3).
 */
final class GridSampling {
  /** Keys's parameter of the cubic curve, as PyTorch sets it. */
  private static final double CUBIC = -0.75;

  private final Tensor image;
  private final GridOptions options;
  private final int dims;

  /** The places along each dimension, the first first; (N, 1, places). */
  private final List<Tensor> places = new ArrayList<>();

  private final long[] extents;
  private final long count;

  private GridSampling(Tensor image, Tensor grid, GridOptions options) {
    this.dims = image.rank() - 2;
    this.options = options;
    this.count = grid.size() / Math.max(1, dims * image.dim(0));
    this.image = image.flatten(2, -1);
    this.extents = new long[dims];
    for (int i = 0; i < dims; i++) {
      extents[i] = image.dim(2 + i);
      // The grid names the last dimension first.
      Tensor unit = grid.select(-1, dims - 1 - i).reshape(image.dim(0), 1, count);
      places.add(place(unit, image.dim(2 + i)));
    }
  }

  static Tensor run(Tensor image, Tensor grid, GridOptions options) {
    return Casting.widest(t -> sampled(t[0], t[1], options), image, grid);
  }

  private static Tensor sampled(Tensor image, Tensor grid, GridOptions options) {
    check(image, grid, options);
    GridSampling sampling = new GridSampling(image, grid, options);
    Shape shape = Shape.of(image.dim(0), image.dim(1));
    for (int i = 1; i < grid.rank() - 1; i++) {
      shape = shape.insert(shape.rank(), grid.dim(i));
    }
    return sampling.sum().reshape(shape);
  }

  private static void check(Tensor image, Tensor grid, GridOptions options) {
    image.requireFloating("gridSample");
    int dims = image.rank() - 2;
    boolean fits =
        (dims == 2 || dims == 3)
            && grid.rank() == image.rank()
            && grid.dim(0) == image.dim(0)
            && grid.dim(-1) == dims;
    if (!fits) {
      throw new ShapeException(
          ("gridSample: an image of shape %s and a grid of shape %s; they must be (N, C, H, W) and"
                  + " (N, h, w, 2), or (N, C, D, H, W) and (N, d, h, w, 3)")
              .formatted(image.shape(), grid.shape()));
    }
    if (grid.dtype() != image.dtype()) {
      throw new DTypeException(
          "gridSample: the image is %s and the grid %s; convert one with to"
              .formatted(image.dtype(), grid.dtype()));
    }
    if (options.mode() == Mode.CUBIC && dims != 2) {
      throw new ShapeException(
          "gridSample: cubic curves through an image of shape %s; it must be (N, C, H, W)"
              .formatted(image.shape()));
    }
    for (int i = 2; i < image.rank(); i++) {
      if (image.dim(i) == 0) {
        throw new ShapeException(
            "gridSample: the image of shape %s has no places to read".formatted(image.shape()));
      }
    }
  }

  /** From -1 to 1 to positions; cubic curves go over the border before that is looked at. */
  private Tensor place(Tensor unit, long extent) {
    Tensor place =
        options.alignCorners()
            ? unit.add(1).mul((extent - 1) / 2.0)
            : unit.add(1).mul(extent / 2.0).sub(0.5);
    return options.mode() == Mode.CUBIC ? place : inside(place, extent);
  }

  private Tensor inside(Tensor place, long extent) {
    return switch (options.padding()) {
      case ZEROS -> place;
      case BORDER -> place.clamp(0.0, extent - 1.0);
      case REFLECTION -> reflected(place, extent).clamp(0.0, extent - 1.0);
    };
  }

  private Tensor reflected(Tensor place, long extent) {
    double low = options.alignCorners() ? 0 : -0.5;
    double span = options.alignCorners() ? extent - 1.0 : (double) extent;
    if (span == 0) {
      return place.mul(0.0);
    }
    Tensor distance = place.sub(low).abs();
    Tensor turns = distance.detach().div(span).floor();
    Tensor rest = distance.sub(turns.mul(span));
    Tensor even = turns.remainder(2.0).eq(0.0);
    return even.where(rest, rest.rsub(span)).add(low);
  }

  /** One place that takes part, and its weight. */
  private record Tap(Tensor place, Tensor weight) {}

  private Tensor sum() {
    List<List<Tap>> taps = new ArrayList<>();
    for (int i = 0; i < dims; i++) {
      taps.add(taps(places.get(i), extents[i]));
    }
    return sum(taps, 0, null, null);
  }

  /** Over all choices of a tap for each dimension from {@code i} on. */
  private Tensor sum(List<List<Tap>> taps, int i, @Nullable Tensor index, @Nullable Tensor weight) {
    if (index != null && weight != null && i == dims) {
      Tensor spread = index.expand(image.dim(0), image.dim(1), count);
      return image.gather(2, spread).mul(weight);
    }
    Tensor total = null;
    for (Tap tap : taps.get(i)) {
      Tensor inner = tap.place.clamp(0.0, extents[i] - 1.0).to(DType.I64);
      Tensor next = index == null ? inner : index.mul(extents[i]).add(inner);
      Tensor product = weight == null ? tap.weight : weight.mul(tap.weight);
      Tensor part = sum(taps, i + 1, next, product);
      total = total == null ? part : total.add(part);
    }
    return Objects.requireNonNull(total);
  }

  private List<Tap> taps(Tensor place, long extent) {
    return switch (options.mode()) {
      case NEAREST -> List.of(tap(place.detach().round(), Tensor.onesLike(place.detach()), extent));
      case LINEAR -> linear(place, extent);
      case CUBIC -> cubic(place, extent);
    };
  }

  private List<Tap> linear(Tensor place, long extent) {
    Tensor low = place.detach().floor();
    Tensor part = place.sub(low);
    return List.of(tap(low, part.rsub(1), extent), tap(low.add(1), part, extent));
  }

  private List<Tap> cubic(Tensor place, long extent) {
    Tensor low = place.detach().floor();
    Tensor part = place.sub(low);
    List<Tap> taps = new ArrayList<>();
    for (int k = -1; k <= 2; k++) {
      Tensor distance = k <= 0 ? part.sub(k) : part.rsub(k);
      Tensor weight = k == 0 || k == 1 ? nearCurve(distance) : farCurve(distance);
      taps.add(tap(inside(low.add(k), extent), weight, extent));
    }
    return taps;
  }

  /** For distances up to 1. */
  private static Tensor nearCurve(Tensor x) {
    return Tensor.map(t -> t.mul(CUBIC + 2).sub(CUBIC + 3).mul(t).mul(t).add(1), x);
  }

  /** For distances from 1 to 2. */
  private static Tensor farCurve(Tensor x) {
    return Tensor.map(
        t -> t.mul(CUBIC).sub(5 * CUBIC).mul(t).add(8 * CUBIC).mul(t).sub(4 * CUBIC), x);
  }

  /** Without weight beyond the border. */
  private static Tap tap(Tensor place, Tensor weight, long extent) {
    Tensor inside = place.ge(0.0).logicalAnd(place.le(extent - 1.0));
    Tensor zero = Tensor.zeros(Shape.scalar(), weight.dtype(), weight.device());
    return new Tap(place, inside.where(weight, zero));
  }

  static Tensor affine(Tensor theta, Shape shape, boolean alignCorners) {
    int dims = shape.rank() - 2;
    boolean fits =
        (dims == 2 || dims == 3)
            && theta.rank() == 3
            && theta.dim(0) == shape.dim(0)
            && theta.dim(1) == dims
            && theta.dim(2) == dims + 1;
    theta.requireFloating("affineGrid");
    if (!fits) {
      throw new ShapeException(
          ("affineGrid: matrices of shape %s for images of shape %s; they must be (N, 2, 3) for"
                  + " (N, C, H, W), or (N, 3, 4) for (N, C, D, H, W)")
              .formatted(theta.shape(), shape));
    }
    Tensor[] vectors = new Tensor[dims];
    for (int i = 0; i < dims; i++) {
      vectors[i] = centres(shape.dim(2 + i), theta, alignCorners);
    }
    List<Tensor> grid = Sequences.grid(vectors);
    Tensor[] columns = new Tensor[dims + 1];
    for (int i = 0; i < dims; i++) {
      columns[i] = grid.get(dims - 1 - i).flatten();
    }
    columns[dims] = Tensor.onesLike(columns[0]);
    Tensor points = Tensor.stack(1, columns);
    Shape out = Shape.of(shape.dim(0));
    for (int i = 0; i < dims; i++) {
      out = out.insert(out.rank(), shape.dim(2 + i));
    }
    return points.matmul(theta.transpose(1, 2)).reshape(out.insert(out.rank(), dims));
  }

  /** The places of a dimension, from -1 to 1. */
  private static Tensor centres(long extent, Tensor like, boolean alignCorners) {
    if (extent == 1) {
      return Tensor.zeros(Shape.of(1), like.dtype(), like.device());
    }
    Tensor places = Tensor.arange(extent, DType.F64, like.device());
    Tensor unit =
        alignCorners
            ? places.mul(2.0 / (extent - 1)).sub(1)
            : places.mul(2).add(1).div((double) extent).sub(1);
    return unit.to(like.dtype());
  }
}
