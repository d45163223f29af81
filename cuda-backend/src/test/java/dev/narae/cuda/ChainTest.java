package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.Device;
import dev.narae.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Operators that follow each other run as one kernel. */
@Isolated
class ChainTest {
  private static final Device OWN = Device.of("cuda-own");

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  /** It is compiled in the background, and until then they run one by one. */
  @Test
  @Timeout(300)
  void onceTheirKernelIsCompiled() {
    Device.with(
        OWN,
        () -> {
          Tensor x = Tensor.rand(200, 200);
          double[] expected = chain(x);
          long alone = launches(x);
          while (launches(x) >= alone) {
            Thread.onSpinWait();
          }
          assertArrayEquals(expected, chain(x));
        });
  }

  private static double[] chain(Tensor x) {
    return x.mul(3).exp().add(x).sqrt().toDoubleArray();
  }

  private static long launches(Tensor x) {
    long before = SimulatedGpu.count("launches");
    double[] _ = chain(x);
    return SimulatedGpu.count("launches") - before;
  }
}
