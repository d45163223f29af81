package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When memory is released, and what happens afterwards. */
final class ScopeTest {

  private static long live() {
    return Backends.open(Backends.defaultDevice()).memory().live();
  }

  /** What other tests left unreachable must not be returned while one of these counts. */
  @BeforeEach
  void collectWhatOthersLeft() {
    Reclaimer.collectNow();
  }

  @Test
  void everythingInsideIsFreeAtTheEnd() {
    try (Scope _ = Scope.open("outer")) {
      long before = live();
      try (Scope _ = Scope.open("inner")) {
        Tensor.ones(1000).add(1).mul(2);
        assertTrue(live() >= before + 12_000);
      }
      assertEquals(before, live());
    }
  }

  @Test
  void whatIsKeptBelongsToTheEnclosingScope() {
    Tensor kept;
    try (Scope _ = Scope.open("outer")) {
      Tensor returned = Scope.run(() -> Tensor.ones(3).add(1));
      try (Scope inner = Scope.open("inner")) {
        kept = inner.keep(Tensor.ones(3).mul(2));
      }
      assertEquals(6, returned.sum().item());
      assertEquals(6, kept.sum().item());
    }
    assertTrue(kept.isClosed());
  }

  @Test
  void useAfterTheEndNamesTheScope() {
    Tensor escaped = escape();
    String error = refusal(ClosedTensorException.class, () -> escaped.add(1));
    assertEquals(
        "add: a tensor was used after its memory was released by the end of the training step; keep"
            + " it with Scope.keep, or return it from the scope",
        error);
    assertThrows(ClosedTensorException.class, () -> Tensor.ones(3).add(escaped));
    assertThrows(ClosedTensorException.class, () -> escaped.narrow(0, 0, 1));
    assertThrows(ClosedTensorException.class, escaped::toDoubleArray);
    try (var _ = Grad.noGrad()) {
      assertThrows(ClosedTensorException.class, () -> escaped.fill(1));
    }
    assertTrue(escaped.toString().startsWith("tensor(closed"), escaped.toString());
  }

  private static Tensor escape() {
    try (Scope _ = Scope.open("the training step")) {
      return Tensor.ones(3);
    }
  }

  @Test
  void viewsShareTheFate() {
    Tensor view;
    try (Scope _ = Scope.open()) {
      view = Tensor.ones(2, 3).t();
    }
    assertTrue(view.isClosed());
  }

  @Test
  void gradientsLiveAsLongAsTheirLeaf() {
    Tensor x = Tensor.ones(3).requiresGrad(true);
    try (Scope _ = Scope.open()) {
      x.mul(2).sum().backward();
    }
    Tensor gradient = Objects.requireNonNull(x.grad());
    assertFalse(gradient.isClosed());
    assertEquals(6, gradient.sum().item());
  }

  @Test
  void aTrainingStepLeavesNothingBehind() {
    try (Scope _ = Scope.open("training")) {
      Tensor w = Tensor.normal(Shape.of(20, 20), 0, 1, DType.F32).requiresGrad(true);
      Tensor x = Tensor.ones(5, 20);
      long afterFirst = 0;
      for (int step = 0; step < 50; step++) {
        try (Scope _ = Scope.open("step")) {
          x.matmul(w).tanh().matmul(w).square().mean().backward();
          try (var _ = Grad.noGrad()) {
            w.addInPlace(Objects.requireNonNull(w.grad()), -0.01);
          }
          w.zeroGrad();
        }
        afterFirst = step == 0 ? live() : afterFirst;
      }
      assertEquals(afterFirst, live());
    }
  }

  @Test
  void stateCanLiveWithAParameter() {
    Tensor parameter = Tensor.ones(3);
    Tensor state;
    try (Scope _ = Scope.open()) {
      state = Tensor.zeros(3).keepWith(parameter);
    }
    assertFalse(state.isClosed());
  }

  @Test
  void closingTwiceIsHarmless() {
    Scope scope = Scope.open();
    scope.close();
    scope.close();
  }

  @Test
  void closingAnOuterScopeClosesTheInnerOnes() {
    Scope outer = Scope.open("outer");
    Scope inner = Scope.open("inner");
    Tensor tensor = Tensor.ones(1);
    outer.close();
    assertTrue(tensor.isClosed());
    inner.close();
    assertFalse(Tensor.ones(1).isClosed());
  }

  @Test
  void aScopeBelongsToItsThread() throws Exception {
    try (Scope scope = Scope.open("mine")) {
      Runnable close = scope::close;
      FutureTask<String> refused =
          new FutureTask<>(() -> refusal(IllegalStateException.class, close::run));
      new Thread(refused).start();
      assertTrue(refused.get().contains("close mine in the thread that opened it"));
    }
  }

  @Test
  void memoryIsBoundedWithoutScopes() throws InterruptedException {
    long before = live();
    for (int step = 0; step < 1_000; step++) {
      Tensor.zeros(Shape.of(250_000), DType.F64);
    }
    awaitLive(before + (1 << 20));
  }

  /** Unreachable tensors are returned when the next one is made after a collection. */
  private static void awaitLive(long atMost) throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (live() > atMost && System.nanoTime() < deadline) {
      System.gc();
      Thread.sleep(20);
      Tensor.zeros(1);
    }
    assertTrue(live() <= atMost, live() + " bytes are live, more than " + atMost);
  }

  @Test
  void graphsAreCollectedToo() throws InterruptedException {
    long before = live();
    Tensor w = Tensor.ones(100, 100).requiresGrad(true);
    for (int step = 0; step < 20; step++) {
      w.exp().matmul(w).tanh().sum();
    }
    awaitLive(before + 100_000);
    assertEquals(10_000, w.sum().item());
  }
}
