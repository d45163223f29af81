package dev.narae.cpu.conv;

import dev.narae.cpu.Dense;
import dev.narae.cpu.Scratch;
import dev.narae.spi.FusedOp.Conv2d;
import dev.narae.spi.View;
import java.util.List;

/** A convolution. */
public final class ConvForward {
  private ConvForward() {}

  /** Computes {@code op}; see there for the shapes. */
  public static void run(ConvRuntime runtime, Conv2d op, List<View> inputs, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    View x = inputs.get(0);
    View weight = inputs.get(1);
    ConvSizes sizes = ConvSizes.of(op.window(), op.groups(), x.shape(), weight.shape());
    View bias = inputs.size() > 2 ? inputs.get(2) : null;
    try (Scratch scratch = runtime.scratch().get()) {
      new WindowSums(runtime, sizes, x.dtype(), new Planes(x), bias, new Planes(out))
          .run(Dense.of(weight, scratch));
    }
  }
}
