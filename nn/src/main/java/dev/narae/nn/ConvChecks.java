package dev.narae.nn;

import dev.narae.ConvOptions;
import dev.narae.PadMode;
import java.util.List;

/** Checks of what convolutions are built with. */
final class ConvChecks {
  private ConvChecks() {}

  static void check(
      Spatial spatial,
      long inputs,
      long outputs,
      List<Integer> kernel,
      ConvOptions options,
      boolean transposed) {
    String layer = spatial.layer();
    Checks.positive(layer, "inputs", inputs);
    Checks.positive(layer, "outputs", outputs);
    spatial.positive("kernel", kernel);
    spatial.positive("stride", options.stride());
    spatial.notNegative("padding", options.padding());
    spatial.positive("dilation", options.dilation());
    spatial.notNegative("output padding", options.outputPadding());
    Checks.positive(layer, "groups", options.groups());
    if (inputs % options.groups() != 0 || outputs % options.groups() != 0) {
      throw new IllegalArgumentException(
          "%s: %d groups must divide the %d input and %d output channels"
              .formatted(layer, options.groups(), inputs, outputs));
    }
    if (options.same() && transposed) {
      throw new IllegalArgumentException(
          "%s: padding 'same' is for convolutions that are not transposed; give numbers"
              .formatted(layer));
    }
    if (transposed && options.padMode() != PadMode.CONSTANT) {
      throw new IllegalArgumentException(
          "%s: the padding mode is %s; a transposed convolution cuts its padding off and knows"
                  .formatted(layer, options.padMode())
              + " CONSTANT only");
    }
    if (!transposed && options.outputPadding().stream().anyMatch(more -> more != 0)) {
      throw new IllegalArgumentException(
          "%s: an output padding of %s is for transposed convolutions; leave it out"
              .formatted(layer, spatial.text(options.outputPadding())));
    }
  }
}
