package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.Dense;
import dev.narae.cpu.Scratch;
import dev.narae.spi.FusedOp.Conv2d;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
      run(
          runtime,
          sizes,
          x.dtype(),
          new Planes(x),
          Dense.of(weight, scratch),
          bias,
          new Planes(out));
    }
  }

  /** Computes a convolution with weights (groups · out, taps), in the fastest way. */
  static void run(
      ConvRuntime runtime,
      ConvSizes sizes,
      DType dtype,
      Planes input,
      Dense weights,
      @Nullable View bias,
      Planes output) {
    if (TapPlanes.pays(sizes)) {
      TapPlanes.forward(runtime, sizes, dtype, input, weights, bias, output);
      return;
    }
    if (Winograd.pays(runtime, sizes, dtype)
        && new WinogradForward(runtime, sizes, input, bias, output).run(weights)) {
      return;
    }
    if (PatchProduct.pays(runtime, sizes, output)) {
      new PatchProduct(runtime, sizes, dtype, input, output).run(weights, bias);
    } else if (BatchSums.pays(runtime, sizes, dtype, weights)) {
      new BatchSums(runtime, sizes, input, bias, output).run(weights);
    } else {
      new WindowSums(runtime, sizes, dtype, input, bias, output).run(weights, 0);
    }
  }
}
