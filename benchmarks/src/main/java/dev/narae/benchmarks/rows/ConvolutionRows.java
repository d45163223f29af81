package dev.narae.benchmarks.rows;

import static dev.narae.benchmarks.Workload.Kind.FULL;
import static dev.narae.benchmarks.Workload.Kind.FULL_VARIANTS;
import static dev.narae.benchmarks.Workload.Kind.QUICK_VARIANTS;

import dev.narae.ConvOptions;
import dev.narae.Tensor;
import dev.narae.benchmarks.ConvShape;
import dev.narae.benchmarks.Side;
import dev.narae.benchmarks.Target;
import dev.narae.benchmarks.Work;
import dev.narae.benchmarks.Workload;
import dev.narae.benchmarks.torch.TorchConvolutions;
import java.util.List;

/** Convolutions with the gradients of input, weights and bias. */
public final class ConvolutionRows {
  /** The output, the gradient of the input and that of the weights. */
  private static final int PRODUCTS = 3;

  private static final Target LIKE_ONEDNN = Target.ratio(1);
  private static final Target REPORT = Target.ratio(4);

  private ConvolutionRows() {}

  /** All of them. */
  public static List<Workload> all() {
    return List.of(
        row("conv2d", ConvShape.same(32, 64, 56, 64, 3), LIKE_ONEDNN, FULL),
        row("conv2d", ConvShape.same(8, 128, 28, 128, 3), LIKE_ONEDNN, QUICK_VARIANTS),
        row("conv2d", ConvShape.same(8, 256, 14, 256, 3), LIKE_ONEDNN, FULL),
        row("conv2d", ConvShape.same(8, 64, 56, 256, 1), LIKE_ONEDNN, FULL_VARIANTS),
        row("conv2d", ConvShape.same(32, 3, 32, 64, 3), LIKE_ONEDNN, FULL),
        row("depthwise", ConvShape.depthwise(8, 128, 28, 3), LIKE_ONEDNN, FULL),
        row("conv2d", ConvShape.valid(32, 1, 28, 10, 5), REPORT, FULL),
        row("conv2d", ConvShape.valid(32, 10, 12, 20, 5), REPORT, QUICK_VARIANTS),
        // How cost grows with the size of the image.
        row("conv2d", ConvShape.same(8, 64, 7, 64, 3), Target.NONE, FULL),
        row("conv2d", ConvShape.same(8, 64, 14, 64, 3), Target.NONE, FULL),
        row("conv2d", ConvShape.same(8, 64, 28, 64, 3), Target.NONE, FULL),
        row("conv2d", ConvShape.same(8, 64, 56, 64, 3), Target.NONE, FULL));
  }

  private static Workload row(String name, ConvShape shape, Target target, Workload.Kind kind) {
    return new Workload(
        "%s %s, with gradients".formatted(name, shape),
        target,
        Work.flops(PRODUCTS * shape.flops()),
        () -> narae(shape),
        () -> TorchConvolutions.side(shape),
        kind);
  }

  private static Side narae(ConvShape shape) {
    Tensor x = Sides.tracked(shape.input());
    Tensor weight = Sides.tracked(shape.weight());
    Tensor bias = Sides.tracked(shape.filters());
    ConvOptions options = ConvOptions.DEFAULT.padding(shape.padding()).groups(shape.groups());
    return Sides.gradients(() -> x.conv2d(weight, bias, options), x, weight, bias);
  }
}
