package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.FusedOp;
import dev.narae.spi.View;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The softmax functions: values, gradients by finite differences, extremes. */
class SoftmaxTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private final CpuBackend backend = new CpuBackend(new CpuOptions(2, 0, Long.MAX_VALUE));

  @AfterEach
  void close() {
    backend.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void randomLayouts(DType dtype) {
    Random random = new Random(11);
    for (int i = 0; i < 100; i++) {
      Shape shape = Shape.of(random.nextInt(1, 5), random.nextInt(1, 20), random.nextInt(1, 30));
      View x = Sample.of(backend, dtype, shape, random, () -> 20 * random.nextGaussian());
      View gradient = Sample.of(backend, dtype, shape, random, random::nextGaussian);
      View soft = run(new FusedOp.Softmax(), shape, random, x);
      View log = run(new FusedOp.LogSoftmax(), shape, random, x);
      View softGrad = run(new FusedOp.SoftmaxGrad(), shape, random, gradient, soft);
      View logGrad = run(new FusedOp.LogSoftmaxGrad(), shape, random, gradient, log);
      int n = (int) shape.dim(2);
      double tolerance = dtype == DType.F32 ? 2e-5 : 1e-12;
      for (int row = 0; row < shape.size() / n; row++) {
        double[] p = softmax(row(x, row, n));
        double[] dy = row(gradient, row, n);
        double[] y = row(soft, row, n);
        double[] logY = row(log, row, n);
        double[] softDx = row(softGrad, row, n);
        double[] logDx = row(logGrad, row, n);
        double dot = 0;
        double sum = 0;
        for (int j = 0; j < n; j++) {
          dot += dy[j] * p[j];
          sum += dy[j];
        }
        for (int j = 0; j < n; j++) {
          assertEquals(p[j], y[j], tolerance);
          assertEquals(p[j], Math.exp(logY[j]), tolerance);
          assertEquals(p[j] * (dy[j] - dot), softDx[j], 4 * tolerance);
          assertEquals(dy[j] - p[j] * sum, logDx[j], 20 * tolerance);
        }
      }
    }
  }

  private static double[] softmax(double[] x) {
    double sum = 0;
    for (double other : x) {
      sum += Math.exp(other - x[0]);
    }
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = Math.exp(x[i] - x[0]) / sum;
    }
    return result;
  }

  private static double[] row(View view, int row, int n) {
    double[] values = new double[n];
    for (int j = 0; j < n; j++) {
      values[j] = Sample.get(view, Sample.position(view.layout(), (long) row * n + j));
    }
    return values;
  }

  private View run(FusedOp op, Shape shape, Random random, View... inputs) {
    View out = Sample.empty(backend, inputs[0].dtype(), shape, random);
    assertTrue(backend.tryFused(op, List.of(inputs), List.of(out)));
    return out;
  }

  @Test
  void extremes() {
    assertRow(new double[] {0, 1}, new FusedOp.Softmax(), -1000, 1000);
    assertRow(new double[] {0, 1}, new FusedOp.Softmax(), -INFINITY, 3);
    assertRow(new double[] {NAN, NAN}, new FusedOp.Softmax(), -INFINITY, -INFINITY);
    assertRow(new double[] {NAN, NAN}, new FusedOp.Softmax(), INFINITY, 0);
    assertRow(new double[] {NAN, NAN}, new FusedOp.Softmax(), NAN, 0);
    assertRow(new double[] {-2000, 0}, new FusedOp.LogSoftmax(), -1000, 1000);
    assertRow(new double[] {-INFINITY, 0}, new FusedOp.LogSoftmax(), -INFINITY, 3);
    assertRow(new double[] {NAN, NAN}, new FusedOp.LogSoftmax(), -INFINITY, -INFINITY);
  }

  private void assertRow(double[] expected, FusedOp op, double... x) {
    View input = Sample.dense(backend, DType.F32, Shape.of(x.length), x);
    View out = Sample.dense(backend, DType.F32, Shape.of(x.length), new double[x.length]);
    assertTrue(backend.tryFused(op, List.of(input), List.of(out)));
    assertArrayEquals(expected, Sample.values(out), op.toString());
  }

  @Test
  void theOutputMayBeTheInput() {
    for (FusedOp op : List.of(new FusedOp.Softmax(), new FusedOp.LogSoftmax())) {
      View x = Sample.dense(backend, DType.F32, Shape.of(2, 3), 1, 2, 3, 6, 5, 4);
      View out = Sample.dense(backend, DType.F32, Shape.of(2, 3), new double[6]);
      assertTrue(backend.tryFused(op, List.of(x), List.of(out)));
      assertTrue(backend.tryFused(op, List.of(x), List.of(x)));
      assertArrayEquals(Sample.values(out), Sample.values(x), op.toString());
    }
  }

  @Test
  void emptyRowsAreNothing() {
    for (Shape shape : List.of(Shape.of(3, 0), Shape.of(0, 3))) {
      View view = Sample.dense(backend, DType.F64, shape);
      assertTrue(backend.tryFused(new FusedOp.Softmax(), List.of(view), List.of(view)));
    }
  }
}
