package dev.narae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Chains of ten thousand operations, which no step may walk by recursion. */
final class LongChainTest {
  private static final int LENGTH = 10_000;

  /** Far less than the default, so that a recursion over the chain would overflow it. */
  private static final long SMALL_STACK = 256 << 10;

  private static void onASmallStack(Runnable body) throws InterruptedException {
    Throwable[] failure = new Throwable[1];
    Thread thread = new Thread(null, body, "small stack", SMALL_STACK);
    thread.setUncaughtExceptionHandler((_, e) -> failure[0] = e);
    thread.start();
    thread.join();
    assertNull(failure[0]);
  }

  private static Tensor leaf(double value) {
    return Tensor.of(new double[] {value}).requiresGrad(true);
  }

  @Test
  void secondOrder() throws InterruptedException {
    onASmallStack(
        () -> {
          Tensor x = leaf(0.5);
          Tensor y = x.square();
          for (int i = 0; i < LENGTH; i++) {
            y = y.mul(1.0001);
          }
          Tensor first =
              Grad.of(List.of(y), List.of(x), Grad.Options.DEFAULT.creatingGraph()).getFirst();
          double scale = Math.pow(1.0001, LENGTH);
          assertEquals(scale, first.item(), 1e-9);
          assertEquals(2 * scale, Grad.of(first, x).getFirst().item(), 1e-9);
        });
  }

  @Test
  void changesInPlaceAndViews() throws InterruptedException {
    onASmallStack(
        () -> {
          Tensor x = leaf(0.5);
          Tensor y = x.mul(Tensor.of(new double[] {1, 2}));
          Tensor view = y;
          for (int i = 0; i < LENGTH; i++) {
            y.narrow(0, i % 2, 1).mulInPlace(1.0001);
            view = view.reshape(i % 2 == 0 ? 1 : 2, i % 2 == 0 ? 2 : 1);
          }
          y.mulInPlace(2);
          view.sum().backward();
          assertEquals(
              6 * Math.pow(1.0001, LENGTH / 2), Objects.requireNonNull(x.grad()).item(), 1e-9);
        });
  }

  @Test
  void aDroppedGraphIsCollected() throws InterruptedException {
    onASmallStack(
        () -> {
          Tensor y = leaf(0.5);
          for (int i = 0; i < LENGTH; i++) {
            y = y.sin();
          }
          double value = y.item();
          y = leaf(value);
          Reclaimer.collectNow();
          assertEquals(value, y.item());
        });
  }
}
