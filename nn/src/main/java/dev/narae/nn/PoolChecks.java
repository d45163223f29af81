package dev.narae.nn;

import dev.narae.PoolOptions;

/** Checks of what pooling is built with. */
final class PoolChecks {
  private PoolChecks() {}

  static void check(Spatial spatial, PoolOptions options, boolean maximum) {
    spatial.positive("kernel", options.kernel());
    spatial.positive("stride", options.stride());
    spatial.notNegative("padding", options.padding());
    spatial.positive("dilation", options.dilation());
    for (int i = 0; i < spatial.dims(); i++) {
      if (spatial.at(options.padding(), i) > spatial.at(options.kernel(), i) / 2) {
        throw new IllegalArgumentException(
            "%s: padding %s is more than half of the kernel %s; make it smaller"
                .formatted(
                    spatial.layer(),
                    spatial.text(options.padding()),
                    spatial.text(options.kernel())));
      }
    }
    if (!maximum && options.dilation().stream().anyMatch(step -> step != 1)) {
      throw new IllegalArgumentException(
          "%s: means have no dilation, but it is %s; leave it out"
              .formatted(spatial.layer(), spatial.text(options.dilation())));
    }
    Integer divisor = options.divisor();
    if (divisor != null && divisor == 0) {
      throw new IllegalArgumentException(
          "%s: the divisor is 0; use another or leave it out".formatted(spatial.layer()));
    }
  }
}
