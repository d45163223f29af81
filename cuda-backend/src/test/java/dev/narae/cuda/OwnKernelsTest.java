package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Located;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Sizes that the conformance suite does not reach: several blocks, split reductions, long lines,
 * many dimensions; against the reference backend.
 */
@ResourceLock(SimulatedGpu.GENERATOR)
class OwnKernelsTest {
  private static final Device OWN = Device.of("cuda-own");

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  private static List<double[]> on(Device device, Supplier<List<Tensor>> computation) {
    Generator.manualSeed(11);
    return Device.with(
        device,
        () -> {
          try (Scope _ = Scope.open()) {
            return computation.get().stream().map(Tensor::toDoubleArray).toList();
          }
        });
  }

  private static void assertAsReference(
      Device device, double tolerance, Supplier<List<Tensor>> computation) {
    List<double[]> expected = on(Device.of("reference"), computation);
    List<double[]> actual = on(device, computation);
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), tolerance, "result " + i);
    }
  }

  private static void assertAsReference(double tolerance, Supplier<List<Tensor>> computation) {
    assertAsReference(OWN, tolerance, computation);
  }

  @Test
  void elementsInFoursAndTheRest() {
    for (int size : new int[] {1, 3, 4, 5, 1023, 1024, 33_333}) {
      assertAsReference(
          1e-6,
          () -> {
            Tensor x = Tensor.rand(size + 1);
            Tensor y = Tensor.rand(1);
            // Shifted by one element, a view cannot be read in fours.
            return List.of(x.add(y), x.slice(0, 1, size + 1).mul(3), x.to(DType.BF16).neg());
          });
    }
  }

  @Test
  void moreDimensionsThanAKernelHasLoops() {
    long[] twos = new long[14];
    java.util.Arrays.fill(twos, 2);
    assertAsReference(
        1e-6,
        () -> {
          Tensor x = Tensor.rand(twos);
          int[] order = {13, 1, 11, 3, 9, 5, 7, 6, 8, 4, 10, 2, 12, 0};
          return List.of(x.permute(order).add(x).exp());
        });
  }

  @Test
  void longReductionsAreSplit() {
    assertAsReference(
        1e-3,
        () -> {
          Tensor x = Tensor.rand(100_000);
          Tensor rows = x.reshape(10, 10_000);
          return List.of(
              x.sum(), x.max(), x.mean(), rows.sum(0), rows.sum(1), rows.t().sum(0), x.min());
        });
    assertAsReference(
        0,
        () -> {
          Tensor x = Tensor.rand(50_000).mul(1000).to(DType.I64);
          Tensor columns = x.reshape(5000, 10);
          return List.of(
              x.argmax(0), x.argmin(0), columns.argmax(0), columns.argmin(1), x.sum(), x.max());
        });
  }

  @Test
  void scansInParts() {
    for (DType dtype : List.of(DType.F32, DType.I64)) {
      assertAsReference(
          1e-2,
          () -> {
            Tensor x = Tensor.rand(3, 9000).mul(5).to(dtype);
            return List.of(x.cumsum(1), x.t().contiguous().cumsum(0), x.cumsum(0));
          });
    }
  }

  @Test
  void sortsOfEveryLength() {
    for (String device : List.of("cuda-own", "cuda-long-sorts")) {
      for (int length : new int[] {1, 2, 3, 100, 1024, 1025, 5000}) {
        assertAsReference(
            Device.of(device),
            0,
            () -> {
              // Few values, so that stability shows.
              Tensor x = Tensor.rand(2, length).mul(50).floor().sub(25);
              Located up = x.sort(1);
              Located down = x.to(DType.I16).sort(1, true);
              return List.of(up.values(), up.positions(), down.values(), down.positions());
            });
      }
    }
  }

  @Test
  void selectsTheFirstOfLines() {
    for (DType dtype : List.of(DType.F32, DType.F64, DType.I64, DType.I8, DType.BF16)) {
      for (int length : new int[] {1, 7, 300, 5000}) {
        for (int k : new int[] {1, 5, 256, 1000}) {
          if (k > length) {
            continue;
          }
          assertAsReference(
              0,
              () -> {
                // Few values, so that equal elements show their order; and a NaN.
                Tensor x = Tensor.rand(3, length).mul(40).floor().sub(20);
                if (dtype.isFloating()) {
                  x = x.div(x.ne(3).to(DType.F32)).mul(x.sign());
                }
                Tensor lines = x.to(dtype);
                Tensor columns = lines.t().contiguous();
                Located up = lines.topk(k, 1, false);
                Located down = columns.topk(k, 0, true);
                return List.of(up.values(), up.positions(), down.values(), down.positions());
              });
        }
      }
    }
  }

  @Test
  void longLinesOrManyElementsAreSorted() {
    assertAsReference(
        0,
        () -> {
          Tensor x = Tensor.rand(140_000);
          Located few = x.topk(3, 0);
          Located many = x.narrow(0, 0, 3000).topk(1500, 0);
          return List.of(few.positions(), many.positions(), x.kthvalue(9, 0).values());
        });
  }

  @Test
  void scattersManyElementsOnFewPlaces() {
    for (String device : List.of("cuda-own", "cuda-long-sorts")) {
      assertAsReference(
          Device.of(device),
          1e-2,
          () -> {
            Tensor source = Tensor.rand(3000, 4);
            Tensor rows = Tensor.rand(3000).mul(7).to(DType.I64);
            Tensor each = Tensor.rand(3000, 4).mul(7).to(DType.I64);
            return List.of(
                Tensor.zeros(7, 4).indexAdd(0, rows, source),
                Tensor.zeros(7, 4).scatterAdd(0, each, source),
                Tensor.zeros(7, 4).scatter(0, each, source));
          });
    }
  }

  /** Channels that several blocks share, of images and of other arrangements, far from 0. */
  @Test
  void batchNormOfLongChannels() {
    for (int last : new int[] {1, 6000}) {
      assertAsReference(
          2e-5,
          () -> {
            Tensor x = Tensor.randn(3, 2, last, 3).add(100).requiresGrad(true);
            Tensor weight = Tensor.rand(2).requiresGrad(true);
            Tensor bias = Tensor.rand(2).requiresGrad(true);
            Tensor y = x.batchNorm(weight, bias, 1e-5);
            Tensor lines = x.permute(2, 1, 0, 3).batchNorm(weight, bias, 1e-5);
            Tensor upstream = Tensor.randn(3, 2, last, 3);
            List<Tensor> gradients = Grad.of(y.mul(upstream).mean(), x, weight, bias);
            return List.of(y, lines, gradients.get(0), gradients.get(1), gradients.get(2));
          });
    }
  }

  /** A grid of the simulated GPU has 64 blocks along its second and its third dimension. */
  @Test
  void moreTilesAndLayersThanAGridHasBlocks() {
    assertAsReference(
        1e-3,
        () -> {
          Tensor tall = Tensor.rand(4300, 3).matmul(Tensor.rand(3, 2));
          Tensor batches = Tensor.rand(70, 2, 3).matmul(Tensor.rand(70, 3, 2));
          Tensor pixel = Tensor.rand(1, 1, 1, 2).requiresGrad(true);
          Tensor filters = Tensor.rand(4300, 1, 1, 1).requiresGrad(true);
          Tensor manyChannels = pixel.conv2d(filters, null);
          Tensor x = Tensor.rand(2, 140, 3, 3).requiresGrad(true);
          Tensor w = Tensor.rand(70, 2, 2, 2).requiresGrad(true);
          Tensor manyGroups = x.conv2d(w, null, ConvOptions.DEFAULT.groups(70));
          Tensor loss = manyChannels.square().sum().add(manyGroups.square().sum());
          List<Tensor> gradients = Grad.of(loss, pixel, filters, x, w);
          return List.of(
              tall,
              batches,
              manyChannels,
              manyGroups,
              gradients.get(1),
              gradients.get(2),
              gradients.get(3));
        });
  }

  @Test
  void repeatsItsBits() {
    Supplier<List<Tensor>> work =
        () -> {
          Tensor x = Tensor.randn(200, 300);
          Tensor index = Tensor.rand(200, 300).mul(20).to(DType.I64);
          Tensor sums = Tensor.zeros(20, 300).scatterAdd(0, index, x);
          return List.of(sums, x.sum(), x.softmax(1), x.matmul(x.t()), x.cumsum(1));
        };
    List<double[]> first = on(OWN, work);
    List<double[]> second = on(OWN, work);
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i), second.get(i));
    }
  }

  @Test
  void tensorsMoveBetweenGpus() {
    long before = SimulatedGpu.count("peer copies");
    Device first = new Device("cuda-own", 0);
    Device second = new Device("cuda-own", 1);
    Tensor x = Tensor.arange(1000, DType.F32, first).reshape(10, 100).t();
    Tensor y = x.to(second);
    assertEquals(second, y.device());
    assertArrayEquals(x.toFloatArray(), y.toFloatArray());
    assertEquals(1, SimulatedGpu.count("peer copies") - before);
  }

  @Test
  void threadsShareTensorsThroughTheirStreams() throws InterruptedException {
    Tensor shared = Tensor.ones(Shape.of(5000), DType.F32, OWN);
    double[] sums = new double[6];
    Thread[] threads = new Thread[sums.length];
    for (int t = 0; t < sums.length; t++) {
      int own = t;
      threads[t] = Thread.ofPlatform().start(() -> sums[own] = shared.mul(own + 1).sum().item());
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int t = 0; t < sums.length; t++) {
      assertEquals(5000.0 * (t + 1), sums[t]);
    }
  }
}
