package dev.narae.examples.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.Backends;
import dev.narae.Tensor;
import dev.narae.nn.NLLLoss;
import dev.narae.optim.SGD;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A training loop that never thinks of memory runs in bounded memory. */
class PlainLoopTest {
  private static final int BATCH = 4;

  @Test
  void holdsTheSameBytesAfterTwoThousandStepsAsAfterTwoHundred() throws InterruptedException {
    MnistCnn model = new MnistCnn();
    SGD optimizer = new SGD(model.parameters(), 0.01);
    steps(200, model, optimizer);
    long before = liveBytes();
    steps(1_800, model, optimizer);
    assertEquals(before, liveBytes());
  }

  private static void steps(int count, MnistCnn model, SGD optimizer) {
    NLLLoss criterion = new NLLLoss();
    for (int i = 0; i < count; i++) {
      Tensor images = Tensor.randn(BATCH, 1, 28, 28);
      Tensor labels = Tensor.of(LongStream.range(0, BATCH).toArray());
      optimizer.zeroGrad();
      criterion.call(model.call(images), labels).backward();
      optimizer.step();
    }
  }

  /** What is reachable: garbage is collected until that frees nothing more. */
  private static long liveBytes() throws InterruptedException {
    long live = Long.MAX_VALUE;
    for (int unchanged = 0; unchanged < 3; ) {
      System.gc();
      Thread.sleep(20);
      Tensor.zeros(1); // an allocation returns what the collector has found
      long now = Backends.open(Backends.defaultDevice()).memory().live();
      unchanged = now == live ? unchanged + 1 : 0;
      live = now;
    }
    return live;
  }
}
