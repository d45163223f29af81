package dev.narae.conformance;

import dev.narae.ConvOptions;
import dev.narae.InterpolateOptions;
import dev.narae.InterpolateOptions.Mode;
import dev.narae.PadMode;
import dev.narae.PoolOptions;
import dev.narae.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators on lines, images and volumes, by their golden names. */
final class GoldenImages {
  private static final String[] CONVOLUTION = {
    "stride", "padding", "outputPadding", "dilation", "groups"
  };
  private static final String[] POOL = {
    "kernel", "stride", "padding", "ceilMode", "countIncludePad"
  };

  private GoldenImages() {}

  static void fill(GoldenTable table) {
    convolve(table, "conv1d", Tensor::conv1d);
    convolve(table, "conv2d", Tensor::conv2d);
    convolve(table, "conv3d", Tensor::conv3d);
    convolve(table, "convTranspose1d", Tensor::convTranspose1d);
    convolve(table, "convTranspose2d", Tensor::convTranspose2d);
    pool(table, "maxPool1d", Tensor::maxPool1d);
    pool(table, "maxPool2d", Tensor::maxPool2d);
    pool(table, "avgPool2d", Tensor::avgPool2d);
    table.put(
        "adaptiveAvgPool2d",
        (in, extra, args) -> {
          int[] output = args.ints("output");
          return in.get(0).adaptiveAvgPool2d(output[0], output[1]);
        },
        "output");
    table.put(
        "adaptiveMaxPool2d",
        (in, extra, args) -> {
          int[] output = args.ints("output");
          return in.get(0).adaptiveMaxPool2d(output[0], output[1]).values();
        },
        "output");
    table.put(
        "interpolate",
        (in, extra, args) -> {
          InterpolateOptions options =
              args.ints("size").length == 0
                  ? InterpolateOptions.scale(args.real("scale"))
                  : InterpolateOptions.size(args.longs("size"));
          boolean bilinear = "bilinear".equals(args.arguments().get("mode"));
          InterpolateOptions own = bilinear ? options.mode(Mode.LINEAR) : options;
          return in.get(0).interpolate(args.truth("alignCorners") ? own.aligningCorners() : own);
        },
        "scale",
        "size",
        "mode=nearest",
        "mode=bilinear",
        "alignCorners");
    table.put(
        "pixelShuffle",
        (in, extra, args) -> in.get(0).pixelShuffle(args.whole("factor")),
        "factor");
  }

  /** A convolution of any kind. */
  private interface Convolution {
    Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options);
  }

  private static void convolve(GoldenTable table, String op, Convolution convolution) {
    table.put(
        op,
        (in, extra, args) -> {
          ConvOptions options =
              new ConvOptions(
                  numbers(args, "stride", 1),
                  numbers(args, "padding", 0),
                  numbers(args, "outputPadding", 0),
                  numbers(args, "dilation", 1),
                  numbers(args, "groups", 1).getFirst(),
                  false,
                  PadMode.CONSTANT);
          @Nullable Tensor bias = in.size() == 3 ? in.get(2) : null;
          return convolution.apply(in.get(0), in.get(1), bias, options);
        },
        CONVOLUTION);
  }

  /** Pooling of any kind. */
  private interface Pool {
    Tensor apply(Tensor x, PoolOptions options);
  }

  private static void pool(GoldenTable table, String op, Pool pool) {
    table.put(
        op,
        (in, extra, args) -> {
          PoolOptions options =
              new PoolOptions(
                  numbers(args, "kernel", 1),
                  numbers(args, "stride", 1),
                  numbers(args, "padding", 0),
                  List.of(1),
                  args.truth("ceilMode"),
                  args.truth("countIncludePad"),
                  null);
          return pool.apply(in.get(0), options);
        },
        POOL);
  }

  private static List<Integer> numbers(GoldenCase args, String name, int missing) {
    int[] given = args.ints(name);
    return given.length == 0 ? List.of(missing) : Arrays.stream(given).boxed().toList();
  }
}
