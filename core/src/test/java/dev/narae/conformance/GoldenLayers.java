package dev.narae.conformance;

import dev.narae.ConvOptions;
import dev.narae.Window;

/** Operators that networks are made of, by their golden names. */
final class GoldenLayers {
  private GoldenLayers() {}

  static void fill(GoldenTable table) {
    probabilities(table);
    convolutions(table);
  }

  private static void probabilities(GoldenTable table) {
    table.put("softmax", (in, extra, args) -> in.get(0).softmax(args.whole("dim")), "dim");
    table.put("logSoftmax", (in, extra, args) -> in.get(0).logSoftmax(args.whole("dim")), "dim");
  }

  private static void convolutions(GoldenTable table) {
    table.put(
        "conv2d",
        (in, extra, args) -> {
          int[] stride = pair(args, "stride");
          int[] padding = pair(args, "padding");
          int[] dilation = pair(args, "dilation");
          ConvOptions options =
              ConvOptions.DEFAULT
                  .stride(stride[0], stride[1])
                  .padding(padding[0], padding[1])
                  .dilation(dilation[0], dilation[1])
                  .groups(args.whole("groups"));
          return in.get(0).conv2d(in.get(1), in.size() == 3 ? in.get(2) : null, options);
        },
        "stride",
        "padding",
        "dilation",
        "groups");
    table.put(
        "maxPool2d",
        (in, extra, args) -> {
          int kernel = args.whole("kernel");
          int stride = args.whole("stride");
          int padding = args.whole("padding");
          Window window = new Window(stride, stride, padding, padding, 1, 1);
          return in.get(0).maxPool2d(kernel, kernel, window).values();
        },
        "kernel",
        "stride",
        "padding");
  }

  private static int[] pair(GoldenCase args, String name) {
    int[] given = args.ints(name);
    return given.length == 1 ? new int[] {given[0], given[0]} : given;
  }
}
