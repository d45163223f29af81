package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** NaN, zeros of both signs and ties among elements that are put in order, as in PyTorch. */
final class OrderingTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static double[] run(Supplier<Tensor> program) {
    return Device.with(Device.of("reference"), () -> program.get().toDoubleArray());
  }

  private static Tensor mixed() {
    return Tensor.of(new double[] {2, NAN, -INF, 0.0, NAN, -0.0, INF});
  }

  @Test
  void aNanIsTheLargest() {
    assertArrayEquals(
        new double[] {-INF, 0.0, -0.0, 2, INF, NAN, NAN}, run(() -> mixed().sort(0).values()));
    assertArrayEquals(new double[] {2, 3, 5, 0, 6, 1, 4}, run(() -> mixed().argsort(0)));
    assertArrayEquals(new double[] {1, 4, 6, 0, 3, 5, 2}, run(() -> mixed().argsort(0, true)));
    assertArrayEquals(new double[] {NAN, NAN, INF}, run(() -> mixed().topk(3, 0).values()));
  }

  @Test
  void aNanIsTheMedianAndEveryQuantile() {
    assertArrayEquals(new double[] {1}, run(() -> mixed().median(0).positions()));
    assertArrayEquals(new double[] {NAN}, run(() -> mixed().median()));
    assertArrayEquals(new double[] {NAN}, run(() -> mixed().quantile(0.25)));
  }

  @Test
  void runningExtremaKeepANanAndTakeTheLastOfEqualOnes() {
    Supplier<Tensor> ties = () -> Tensor.of(new double[] {1, 3, 3, 2, NAN, 5, NAN});
    assertArrayEquals(
        new double[] {1, 3, 3, 3, NAN, NAN, NAN}, run(() -> ties.get().cummax(0).values()));
    assertArrayEquals(
        new double[] {0, 1, 2, 2, 4, 4, 6}, run(() -> ties.get().cummax(0).positions()));
    assertArrayEquals(
        new double[] {0, 0, 0, 0, 4, 4, 6}, run(() -> ties.get().cummin(0).positions()));
  }

  @Test
  void logarithmsOfSumsNeitherOverflowNorUnderflow() {
    double[] sums = run(() -> Tensor.of(new double[] {-INF, -2000, 0, 1000, 1000}).logcumsumexp(0));
    assertArrayEquals(new double[] {-INF, -2000, 0, 1000, 1000 + Math.log(2)}, sums, 1e-12);
  }

  @Test
  void everyNanIsDistinctAndLast() {
    assertArrayEquals(
        new double[] {-INF, 0, 2, INF, NAN, NAN}, run(() -> mixed().unique().values()), 0);
    assertArrayEquals(new double[] {1, 2, 1, 1, 1, 1}, run(() -> mixed().unique().counts()));
    Supplier<Tensor> places = () -> Tensor.of(new double[] {0, 1, 2}).searchsorted(mixed());
    assertArrayEquals(new double[] {2, 3, 0, 0, 3, 0, 3}, run(places));
  }

  @Test
  void histogramsLeaveOutWhatHasNoPlace() {
    assertArrayEquals(new double[] {2, 1}, run(() -> mixed().histogram(2, -1, 2).counts()));
  }

  @Test
  void comparisonsOfWholeTensors() {
    Device.with(
        Device.of("reference"),
        () -> {
          Tensor x = Tensor.of(new double[] {1, INF});
          assertTrue(x.allClose(Tensor.of(new double[] {1 + 1e-6, INF})));
          assertFalse(x.allClose(Tensor.of(new double[] {1 + 1e-4, INF})));
          assertFalse(mixed().allClose(mixed()));
          assertTrue(x.equal(Tensor.of(new float[] {1, Float.POSITIVE_INFINITY})));
          assertFalse(x.equal(x.unsqueeze(0)));
          assertFalse(mixed().equal(mixed()));
          return x;
        });
  }

  /** The last of several elements for one place stays, and it alone has a gradient. */
  @Test
  void theLastWriterWins() {
    Device.with(
        Device.of("reference"),
        () -> {
          Tensor x = Tensor.of(new double[] {1, 2, 3}).requiresGrad(true);
          Tensor source = Tensor.of(new double[] {10, 20, 30}).requiresGrad(true);
          Tensor y = x.scatter(0, Tensor.of(new long[] {1, 1, 2}), source);
          assertArrayEquals(new double[] {1, 20, 30}, y.toDoubleArray());
          var gradients = Grad.of(y.sum(), x, source);
          assertArrayEquals(new double[] {1, 0, 0}, gradients.get(0).toDoubleArray());
          assertArrayEquals(new double[] {0, 1, 1}, gradients.get(1).toDoubleArray());
          return y;
        });
  }

  @Test
  void scatteredProductsAreDifferentiatedThroughZeros() {
    Device.with(
        Device.of("reference"),
        () -> {
          Tensor x = Tensor.of(new double[] {2, 0, 3}).requiresGrad(true);
          Tensor source = Tensor.of(new double[] {0, 5, 7}).requiresGrad(true);
          Tensor index = Tensor.of(new long[] {0, 1, 0});
          GradCheck.check(
              in -> in.get(0).scatterReduce(0, index, in.get(1), Scattering.Reduce.PROD),
              x,
              source);
          return x;
        });
  }
}
