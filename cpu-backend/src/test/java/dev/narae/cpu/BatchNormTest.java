package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.FusedOp.BatchNorm;
import dev.narae.spi.FusedOp.BatchNormGrad;
import dev.narae.spi.View;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batch normalisation and its gradient against the definition, over random shapes and layouts. */
class BatchNormTest {
  private static final double EPS = 1e-5;

  private final CpuBackend backend = new CpuBackend(new CpuOptions(3, 0, Long.MAX_VALUE));

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void randomShapes() {
    Random random = new Random(6);
    for (int i = 0; i < 60; i++) {
      int channels = random.nextInt(1, 6);
      Shape shape =
          random.nextBoolean()
              ? Shape.of(random.nextInt(2, 9), channels)
              : Shape.of(
                  random.nextInt(1, 5), channels, random.nextInt(1, 9), random.nextInt(2, 40));
      check(shape, random);
    }
  }

  private void check(Shape shape, Random random) {
    Shape channels = Shape.of(shape.dim(1));
    View x = Sample.of(backend, DType.F32, shape, random, () -> 100 + random.nextGaussian());
    View weight = Sample.of(backend, DType.F32, channels, random, random::nextGaussian);
    View bias = Sample.of(backend, DType.F32, channels, random, random::nextGaussian);
    View y = Sample.empty(backend, DType.F32, shape, random);
    View mean = Sample.empty(backend, DType.F64, channels, random);
    View scale = Sample.empty(backend, DType.F64, channels, random);
    View variance = Sample.empty(backend, DType.F64, channels, random);
    assertTrue(
        backend.tryFused(
            new BatchNorm(EPS), List.of(x, weight, bias), List.of(y, mean, scale, variance)));
    View g = Sample.of(backend, DType.F32, shape, random, random::nextGaussian);
    View dx = Sample.empty(backend, DType.F32, shape, random);
    View dw = Sample.empty(backend, DType.F32, channels, random);
    View db = Sample.empty(backend, DType.F32, channels, random);
    assertTrue(
        backend.tryFused(
            new BatchNormGrad(), List.of(g, x, weight, mean, scale), List.of(dx, dw, db)));
    for (int c = 0; c < shape.dim(1); c++) {
      double[] values = channel(x, c);
      double[] gradient = channel(g, c);
      int n = values.length;
      double m = DoubleStream.of(values).sum() / n;
      double v = 0;
      for (double value : values) {
        v += (value - m) * (value - m) / n;
      }
      double s = 1 / Math.sqrt(v + EPS);
      double w = Sample.values(weight)[c];
      double total = DoubleStream.of(gradient).sum();
      double along = 0;
      double[] normal = new double[n];
      double[] slopes = new double[n];
      for (int i = 0; i < n; i++) {
        normal[i] = (values[i] - m) * s * w + Sample.values(bias)[c];
        along += gradient[i] * (values[i] - m) * s;
      }
      for (int i = 0; i < n; i++) {
        slopes[i] = s * w * (gradient[i] - (total + (values[i] - m) * s * along) / n);
      }
      assertEquals(m, Sample.values(mean)[c], 1e-10);
      assertEquals(s, Sample.values(scale)[c], 1e-6 * s);
      assertEquals(v, Sample.values(variance)[c], 1e-9);
      assertArrayEquals(normal, channel(y, c), 1e-5, shape + "");
      assertArrayEquals(slopes, channel(dx, c), 1e-4 * s, shape + "");
      assertEquals(along, Sample.values(dw)[c], 1e-4);
      assertEquals(total, Sample.values(db)[c], 1e-4);
    }
  }

  /** The elements of a channel, image by image. */
  private static double[] channel(View view, int channel) {
    double[] all = Sample.values(view);
    int channels = (int) view.shape().dim(1);
    int places = (int) (all.length / view.shape().dim(0) / channels);
    double[] values = new double[all.length / channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = all[(i / places * channels + channel) * places + i % places];
    }
    return values;
  }
}
