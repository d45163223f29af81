package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.BatchIterator;
import dev.narae.data.DataLoader;
import dev.narae.data.TensorDataset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A loader's threads send batches ahead, through pinned memory and on streams of their own. Nothing
 * runs on the simulated GPU before it has to, so that what does not wait for its data computes with
 * other numbers.
 */
@Isolated
class LoaderTest {
  private static final Device GPU = Device.of("cuda-libraries");
  private static final Device HOST = Device.of("reference");
  private static final int ROWS = 400;
  private static final int COLUMNS = 500;

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  /** Row r is full of r. */
  private static Tensor rows() {
    return Device.with(
        HOST,
        () -> Tensor.arange(ROWS).to(DType.F32).reshape(ROWS, 1).expand(ROWS, COLUMNS).copy());
  }

  private static DataLoader loader(int batch) {
    return new DataLoader(new TensorDataset(rows()), batch).to(GPU);
  }

  @Test
  void eachBatchHasArrivedWhenItIsUsed() {
    for (int workers : new int[] {0, 1, 3}) {
      DataLoader loader = loader(8);
      if (workers > 0) {
        loader = loader.workers(workers).prefetch(5);
      }
      Tensor weights = Tensor.ones(Shape.of(COLUMNS, 2), DType.F32, GPU);
      long row = 0;
      for (Batch batch : loader) {
        // The memory of a batch is the next one's soon.
        try (Scope _ = Scope.open()) {
          Tensor sums = batch.input().matmul(weights).sum(1);
          double expected = 0;
          for (int i = 0; i < 8; i++) {
            expected += row++ * 2.0 * COLUMNS;
          }
          assertEquals(expected, sums.sum().item());
        }
      }
      assertEquals(ROWS, row);
    }
  }

  @Test
  void copiesDoNotWaitForWhatIsComputed() {
    try (BatchIterator batches = loader(100).workers(1).prefetch(4).epoch(0).iterator()) {
      long before = SimulatedGpu.count("launches");
      Tensor sum = Tensor.zeros(Shape.of(), DType.F32, GPU);
      for (int i = 0; i < 4; i++) {
        sum = sum.add(batches.next().input().sum());
      }
      // All has been handed over, and neither the host nor the copies have waited.
      assertEquals(0, SimulatedGpu.count("launches") - before);
      assertEquals(COLUMNS * (ROWS * (ROWS - 1) / 2.0), sum.item());
      assertTrue(SimulatedGpu.count("launches") - before >= 8);
    }
  }

  /** More than two pieces of pinned memory, which are used again while copies are under way. */
  @Test
  void largeTensorsGoInPieces() {
    int count = (int) (3.5 * Staging.CHUNK / Float.BYTES);
    for (int i = 0; i < 3; i++) {
      try (Scope _ = Scope.open()) {
        Tensor host = Device.with(HOST, () -> Tensor.arange(count).to(DType.F32));
        Tensor there = host.add(i).to(GPU);
        assertEquals((double) count * (count - 1) / 2 + (double) i * count, total(there), 1e6);
        assertEquals(0, there.sub(i).to(HOST).sub(host).abs().amax().item());
      }
    }
  }

  /** A loader has new threads in each epoch. */
  @Test
  void threadsThatHaveEndedLeaveTheirStreams() throws InterruptedException {
    Tensor shared = Tensor.ones(Shape.of(50), DType.F32, GPU);
    long before = SimulatedGpu.count("streams");
    for (int t = 0; t < 40; t++) {
      double[] sum = new double[1];
      Thread thread = Thread.ofPlatform().start(() -> sum[0] = shared.mul(2).sum().item());
      thread.join();
      assertEquals(100, sum[0]);
    }
    assertTrue(SimulatedGpu.count("streams") - before <= 1);
  }

  private static double total(Tensor tensor) {
    return tensor.to(DType.F64).sum().item();
  }
}
