package dev.narae.nn;

import dev.narae.ConvOptions;
import dev.narae.PadMode;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all convolutions share: weight, bias and options.
 *
 * <p>Parameters: {@code weight} (outputs, inputs / groups, kernel…), of a transposed one (inputs,
 * outputs / groups, kernel…), and {@code bias} (outputs), at first uniform between ±1/√n, n being
 * the size of a slice of the weight along its first dimension.
 */
public abstract sealed class Convolution extends Layer
    permits Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d {
  private final Spatial spatial;
  private final long inputs;
  private final long outputs;
  private final boolean transposed;
  private final ConvOptions options;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  Convolution(
      long inputs,
      long outputs,
      boolean transposed,
      ConvOptions options,
      boolean withBias,
      int... kernel) {
    spatial = new Spatial(kind(), kernel.length);
    List<Integer> extents = Arrays.stream(kernel).boxed().toList();
    ConvChecks.check(spatial, inputs, outputs, extents, options, transposed);
    this.inputs = inputs;
    this.outputs = outputs;
    this.transposed = transposed;
    this.options = options;
    weight = parameter("weight", Init.defaultWeight(shape(kernel)));
    bias = withBias ? parameter("bias", Init.defaultBias(weight.shape(), outputs)) : null;
  }

  private Shape shape(int... kernel) {
    long[] sizes = new long[kernel.length + 2];
    sizes[0] = transposed ? inputs : outputs;
    sizes[1] = (transposed ? outputs : inputs) / options.groups();
    for (int i = 0; i < kernel.length; i++) {
      sizes[i + 2] = kernel[i];
    }
    return Shape.of(sizes);
  }

  /** The weight. */
  public final Parameter weight() {
    return weight;
  }

  /** The bias (outputs), or null. */
  public final @Nullable Parameter bias() {
    return bias;
  }

  /** Stride, padding, dilation and groups. */
  public final ConvOptions options() {
    return options;
  }

  @Override
  protected final Tensor forward(Tensor x) {
    return convolve(x, weight.tensor(), bias == null ? null : bias.tensor(), options);
  }

  /** The operator of this kind. */
  abstract Tensor convolve(Tensor x, Tensor weights, @Nullable Tensor biases, ConvOptions options);

  @Override
  protected final String settings() {
    Shape shape = weight.shape();
    List<Integer> kernel = new ArrayList<>();
    for (int i = 2; i < shape.rank(); i++) {
      kernel.add((int) shape.dim(i));
    }
    return "%d, %d, kernel=%s, stride=%s, padding=%s, %sdilation=%s, groups=%d, bias=%b%s"
        .formatted(
            inputs,
            outputs,
            spatial.text(kernel),
            spatial.text(options.stride()),
            options.same() ? "same" : spatial.text(options.padding()),
            transposed ? "outputPadding=%s, ".formatted(spatial.text(options.outputPadding())) : "",
            spatial.text(options.dilation()),
            options.groups(),
            bias != null,
            options.padMode() == PadMode.CONSTANT ? "" : ", padMode=" + options.padMode());
  }
}
