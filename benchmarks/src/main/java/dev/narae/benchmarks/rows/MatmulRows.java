package dev.narae.benchmarks.rows;

import static dev.narae.benchmarks.Workload.Kind.FULL;
import static dev.narae.benchmarks.Workload.Kind.FULL_VARIANTS;
import static dev.narae.benchmarks.Workload.Kind.QUICK;
import static dev.narae.benchmarks.Workload.Kind.QUICK_VARIANTS;

import dev.narae.Tensor;
import dev.narae.benchmarks.MatmulShape;
import dev.narae.benchmarks.Side;
import dev.narae.benchmarks.Target;
import dev.narae.benchmarks.Work;
import dev.narae.benchmarks.Workload;
import dev.narae.benchmarks.torch.TorchProducts;
import java.util.List;

/** Matrix products. */
public final class MatmulRows {
  private static final Target LARGE = Target.ratioAndShare(1, 0.9);
  private static final Target SMALL = Target.ratio(1.2);

  private MatmulRows() {}

  /** All of them. */
  public static List<Workload> all() {
    return List.of(
        row("512x512x512", LARGE, QUICK_VARIANTS),
        row("1024x1024x1024", LARGE, FULL_VARIANTS),
        row("2048x2048x2048", LARGE, FULL),
        row("64x64x64", SMALL, FULL),
        row("128x128x128", SMALL, FULL),
        row("256x256x256", SMALL, FULL),
        row("64x1000x100", SMALL, QUICK),
        row("32x320x50", SMALL, FULL),
        row("8x1000x100", SMALL, FULL),
        row("97x211x53", SMALL, FULL),
        row("64*128x64x128", SMALL, FULL),
        row("512x512x512t", SMALL, FULL),
        row("t512x512x512", SMALL, FULL),
        row("64x1000x100t", SMALL, FULL),
        row("32x320x50t", SMALL, FULL),
        row("1x1024x1024", SMALL, FULL),
        row("1024x1024x1", SMALL, FULL));
  }

  private static Workload row(String text, Target target, Workload.Kind kind) {
    MatmulShape shape = MatmulShape.parse(text);
    double flops = 2.0 * shape.batch() * shape.m() * shape.k() * shape.n();
    return new Workload(
        "matmul " + text,
        target,
        Work.flops(flops),
        () -> narae(shape),
        () -> TorchProducts.matmul(shape),
        kind);
  }

  private static Side narae(MatmulShape shape) {
    Tensor left = operand(shape.left(), shape.leftTransposed());
    Tensor right = operand(shape.right(), shape.rightTransposed());
    return Sides.forward(() -> left.matmul(right));
  }

  private static Tensor operand(long[] stored, boolean transposed) {
    Tensor tensor = Tensor.randn(stored);
    return transposed ? tensor.transpose(-2, -1) : tensor;
  }
}
