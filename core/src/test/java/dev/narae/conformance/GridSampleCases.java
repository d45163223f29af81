package dev.narae.conformance;

import static dev.narae.conformance.OpCase.SINGLE_AND_DOUBLE;

import dev.narae.GridOptions;
import dev.narae.GridOptions.Border;
import dev.narae.GridOptions.Mode;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.ArrayList;
import java.util.List;

/** Images read at the places of a grid. */
final class GridSampleCases {
  private GridSampleCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (Border border : Border.values()) {
      for (boolean aligned : new boolean[] {false, true}) {
        for (Mode mode : Mode.values()) {
          cases.add(planes(new GridOptions(mode, border, aligned)));
        }
      }
    }
    cases.add(volumes());
    cases.add(affine());
    return cases;
  }

  private static OpCase planes(GridOptions options) {
    return OpCase.of(
            "gridSample(%s, %s, %s)"
                .formatted(options.mode(), options.padding(), options.alignCorners()),
            in -> in.get(0).gridSample(in.get(1), options),
            in ->
                Values.generate(
                    Shape.of(1, in.get(0).dim(1), in.get(1).dim(1), in.get(1).dim(2)),
                    i ->
                        sample(
                            in.get(0),
                            i[1],
                            in.get(1).at(0, i[2], i[3], 1),
                            in.get(1).at(0, i[2], i[3], 0),
                            options)))
        .on(SINGLE_AND_DOUBLE, ResultType.SAME)
        .within(1e-4, 1e-11)
        .sample(Input.real(-2, 2, 1, 2, 3, 4), Input.real(-1.5, 1.5, 1, 2, 3, 2))
        .sample(Input.real(-2, 2, 1, 1, 5, 2), Input.real(-1.5, 1.5, 1, 4, 1, 2))
        .refuses(
            ErrorCase.of(
                "a grid of another rank",
                ShapeException.class,
                () -> Tensor.ones(1, 1, 2, 2).gridSample(Tensor.ones(1, 2, 2), options),
                "gridSample",
                "[1, 1, 2, 2]",
                "[1, 2, 2]"));
  }

  /** By the definition: a weighted sum over all places of the image. */
  private static double sample(Values image, long c, double y, double x, GridOptions options) {
    double row = place(y, image.dim(2), options);
    double column = place(x, image.dim(3), options);
    double sum = 0;
    for (int[] tap : taps(row, column, options.mode())) {
      double weight =
          weight(row - tap[0], options.mode()) * weight(column - tap[1], options.mode());
      double i = inside(tap[0], image.dim(2), options);
      double j = inside(tap[1], image.dim(3), options);
      if (i >= 0 && i < image.dim(2) && j >= 0 && j < image.dim(3)) {
        sum += weight * image.at(0, c, (long) i, (long) j);
      }
    }
    return sum;
  }

  private static double place(double unit, long extent, GridOptions options) {
    double place =
        options.alignCorners() ? (unit + 1) / 2 * (extent - 1.0) : ((unit + 1) * extent - 1) / 2;
    return options.mode() == Mode.CUBIC ? place : inside(place, extent, options);
  }

  private static double inside(double place, long extent, GridOptions options) {
    double moved = place;
    if (options.padding() == Border.REFLECTION) {
      double low = options.alignCorners() ? 0 : -0.5;
      double high = options.alignCorners() ? extent - 1.0 : extent - 0.5;
      for (int i = 0; i < 20 && low < high; i++) {
        moved = moved < low ? 2 * low - moved : moved > high ? 2 * high - moved : moved;
      }
    }
    return options.padding() == Border.ZEROS ? moved : Math.clamp(moved, 0.0, extent - 1.0);
  }

  private static List<int[]> taps(double row, double column, Mode mode) {
    List<int[]> taps = new ArrayList<>();
    int i = (int) Math.floor(row);
    int j = (int) Math.floor(column);
    switch (mode) {
      case NEAREST -> taps.add(new int[] {(int) Math.rint(row), (int) Math.rint(column)});
      case LINEAR, CUBIC -> {
        int before = mode == Mode.CUBIC ? 1 : 0;
        for (int di = -before; di <= 1 + before; di++) {
          for (int dj = -before; dj <= 1 + before; dj++) {
            taps.add(new int[] {i + di, j + dj});
          }
        }
      }
    }
    return taps;
  }

  private static double weight(double distance, Mode mode) {
    double d = Math.abs(distance);
    double a = -0.75;
    return switch (mode) {
      case NEAREST -> 1;
      case LINEAR -> 1 - d;
      case CUBIC ->
          d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
    };
  }

  /** A volume that does not change along its depth is read as a plane. */
  private static OpCase volumes() {
    GridOptions options = GridOptions.DEFAULT.withPadding(Border.BORDER);
    return OpCase.of(
            "gridSample(volume)",
            in -> {
              Tensor volume = in.get(0).unsqueeze(2).expand(1, 2, 3, 3, 4);
              Tensor depth = in.get(1).narrow(-1, 0, 1).mul(0.5);
              Tensor grid = Tensor.cat(-1, in.get(1), depth).unsqueeze(1);
              return volume.gridSample(grid, options).squeeze(2);
            },
            in ->
                Values.generate(
                    Shape.of(1, 2, in.get(1).dim(1), in.get(1).dim(2)),
                    i ->
                        sample(
                            in.get(0),
                            i[1],
                            in.get(1).at(0, i[2], i[3], 1),
                            in.get(1).at(0, i[2], i[3], 0),
                            options)))
        .on(SINGLE_AND_DOUBLE, ResultType.SAME)
        .within(1e-4, 1e-11)
        .sample(Input.real(-2, 2, 1, 2, 3, 4), Input.real(-1, 1, 1, 2, 3, 2));
  }

  private static OpCase affine() {
    return OpCase.of(
            "affineGrid",
            in -> in.get(0).affineGrid(Shape.of(2, 1, 3, 4), false),
            in ->
                Values.generate(
                    Shape.of(2, 3, 4, 2),
                    i -> {
                      double x = (2.0 * i[2] + 1) / 4 - 1;
                      double y = (2.0 * i[1] + 1) / 3 - 1;
                      Values t = in.get(0);
                      return t.at(i[0], i[3], 0) * x
                          + t.at(i[0], i[3], 1) * y
                          + t.at(i[0], i[3], 2);
                    }))
        .on(SINGLE_AND_DOUBLE, ResultType.SAME)
        .sample(Input.real(-2, 2, 2, 2, 3))
        .refuses(
            ErrorCase.of(
                "matrices of another shape",
                ShapeException.class,
                () -> Tensor.ones(2, 2, 2).affineGrid(Shape.of(2, 1, 3, 4), true),
                "affineGrid",
                "[2, 2, 2]",
                "[2, 1, 3, 4]"));
  }
}
