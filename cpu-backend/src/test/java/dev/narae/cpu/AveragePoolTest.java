package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Window;
import dev.narae.spi.FusedOp.AvgPool2d;
import dev.narae.spi.FusedOp.AvgPool2dGrad;
import dev.narae.spi.View;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Average-pooling and its gradient against the definition, over random geometry and layouts. */
class AveragePoolTest {
  private final CpuBackend backend = new CpuBackend(new CpuOptions(3, 0, Long.MAX_VALUE));

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void randomGeometry() {
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      check(random);
    }
  }

  private void check(Random random) {
    AvgPool2d op = pool(random);
    Window window = op.window();
    Shape shape =
        Shape.of(
            random.nextInt(1, 4),
            random.nextInt(1, 4),
            op.kernelH() + random.nextInt(9),
            op.kernelW() + random.nextInt(20));
    // Up to one more window than fit, as with extents rounded up.
    long outH = window.outH(shape.dim(2), op.kernelH()) + random.nextInt(2);
    long outW = window.outW(shape.dim(3), op.kernelW()) + random.nextInt(2);
    outH = Math.min(outH, (shape.dim(2) + window.padH() - 1) / window.strideH() + 1);
    outW = Math.min(outW, (shape.dim(3) + window.padW() - 1) / window.strideW() + 1);
    Shape out = Shape.of(shape.dim(0), shape.dim(1), outH, outW);
    View x = Sample.of(backend, DType.F32, shape, random, random::nextGaussian);
    View pooled = Sample.empty(backend, DType.F32, out, random);
    assertTrue(backend.tryFused(op, List.of(x), List.of(pooled)));
    View g = Sample.of(backend, DType.F32, out, random, random::nextGaussian);
    View dx = Sample.empty(backend, DType.F32, shape, random);
    assertTrue(backend.tryFused(new AvgPool2dGrad(op), List.of(g), List.of(dx)));

    double[] means = new double[(int) out.size()];
    double[] gradient = new double[(int) shape.size()];
    accumulate(op, shape, out, Sample.values(x), means, Sample.values(g), gradient);
    String name = op + " on " + shape;
    assertArrayEquals(means, Sample.values(pooled), 1e-5, name);
    assertArrayEquals(gradient, Sample.values(dx), 1e-5, name);
  }

  private static AvgPool2d pool(Random random) {
    int kernelH = random.nextInt(1, 4);
    int kernelW = random.nextInt(1, 5);
    Window window =
        new Window(
            random.nextInt(1, 4),
            random.nextInt(1, 4),
            random.nextInt(kernelH / 2 + 1),
            random.nextInt(kernelW / 2 + 1),
            1,
            1);
    int divisor = random.nextBoolean() ? 0 : random.nextInt(1, 7);
    return new AvgPool2d(kernelH, kernelW, window, random.nextBoolean(), divisor);
  }

  private static void accumulate(
      AvgPool2d op,
      Shape shape,
      Shape out,
      double[] x,
      double[] means,
      double[] g,
      double[] gradient) {
    int height = (int) shape.dim(2);
    int width = (int) shape.dim(3);
    for (int i = 0; i < means.length; i++) {
      int plane = i / (int) (out.dim(2) * out.dim(3));
      int row = i / (int) out.dim(3) % (int) out.dim(2);
      int column = i % (int) out.dim(3);
      int top = row * op.window().strideH() - op.window().padH();
      int left = column * op.window().strideW() - op.window().padW();
      double divisor = op.divisor();
      if (divisor == 0) {
        divisor =
            counted(op, top, op.kernelH(), height, op.window().padH())
                * counted(op, left, op.kernelW(), width, op.window().padW());
      }
      for (int r = Math.max(top, 0); r < Math.min(top + op.kernelH(), height); r++) {
        for (int c = Math.max(left, 0); c < Math.min(left + op.kernelW(), width); c++) {
          int at = (plane * height + r) * width + c;
          means[i] += x[at] / divisor;
          gradient[at] += g[i] / divisor;
        }
      }
    }
  }

  private static double counted(AvgPool2d op, int start, int kernel, int extent, int pad) {
    int count = 0;
    for (int i = start; i < start + kernel; i++) {
      count += i >= (op.countPad() ? -pad : 0) && i < extent + (op.countPad() ? pad : 0) ? 1 : 0;
    }
    return count;
  }

  @Test
  void doublesAreLeftToTheComposite() {
    View x = Sample.dense(backend, DType.F64, Shape.of(1, 1, 1, 1), 3);
    AvgPool2d op = new AvgPool2d(1, 1, new Window(1, 1, 0, 0, 1, 1), true, 0);
    assertFalse(backend.tryFused(op, List.of(x), List.of(x)));
  }
}
