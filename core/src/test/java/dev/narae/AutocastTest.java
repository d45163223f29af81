package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The scope of mixed precision, and what it keeps. */
class AutocastTest {
  private final Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
  private final Tensor w = Tensor.of(new float[] {0.1f, 0.2f, 0.3f, 0.4f}, 2, 2).requiresGrad(true);

  @Test
  void ofOneThreadAndUntilClosed() {
    assertEquals(Optional.empty(), Autocast.current());
    try (var _ = Autocast.to(DType.BF16)) {
      assertEquals(Optional.of(DType.BF16), Autocast.current());
      assertEquals(Optional.empty(), CompletableFuture.supplyAsync(Autocast::current).join());
      try (var _ = Autocast.off()) {
        assertEquals(Optional.empty(), Autocast.current());
        assertEquals(DType.F32, x.matmul(w).dtype());
        assertThrows(DTypeException.class, () -> x.to(DType.F16).matmul(w));
      }
      Autocast.with(DType.F16, () -> assertEquals(DType.F16, x.matmul(w).dtype()));
      assertEquals(DType.BF16, x.matmul(w).dtype());
    }
    assertEquals(DType.F32, x.matmul(w).dtype());
    assertThrows(
        IllegalStateException.class,
        () ->
            Autocast.with(
                DType.BF16,
                () -> {
                  throw new IllegalStateException();
                }));
    assertEquals(Optional.empty(), Autocast.current());
  }

  @Test
  void refusesWhatIsNoLowerPrecision() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Autocast.to(DType.F32));
    assertEquals(
        "autocast: f32 is no lower precision; use bf16, or f16 with a GradScaler", e.getMessage());
    assertEquals(Optional.empty(), Autocast.current());
  }

  private Tensor copy() {
    Autocast open = Objects.requireNonNull(dev.narae.Context.current().autocast);
    return open.lowered(w, Objects.requireNonNull(open.dtype()));
  }

  @Test
  void convertsAParameterOnce() {
    try (var _ = Autocast.to(DType.BF16)) {
      Tensor first = copy();
      assertSame(first, copy());
      try (var _ = Autocast.to(DType.BF16)) {
        assertSame(first, copy());
      }
      assertSame(first, copy());
      try (var _ = Grad.noGrad()) {
        Tensor unrecorded = copy();
        assertTrue(!unrecorded.requiresGrad());
      }
      assertTrue(copy().requiresGrad());
      Autocast.with(DType.F16, () -> assertEquals(DType.F16, copy().dtype()));
    }
  }

  @Test
  void convertsAgainWhatHasChangedOrIsGone() {
    try (var _ = Autocast.to(DType.BF16)) {
      Tensor first = copy();
      try (var _ = Grad.noGrad()) {
        w.mulInPlace(2);
      }
      Tensor second = copy();
      assertNotSame(first, second);
      assertEquals(0.2, second.get(0).get(0).item(), 0.001);
      try (Scope _ = Scope.open()) {
        try (var _ = Grad.noGrad()) {
          w.mulInPlace(2);
        }
        assertEquals(0.4, copy().get(0).get(0).item(), 0.002);
      }
      assertEquals(0.4, copy().get(0).get(0).item(), 0.002);
    }
  }

  @Test
  void backwardTwiceInOneScope() {
    try (var _ = Autocast.to(DType.BF16)) {
      for (int i = 0; i < 2; i++) {
        x.matmul(w).sum().backward();
      }
    }
    Tensor gradient = Objects.requireNonNull(w.grad());
    assertEquals(DType.F32, gradient.dtype());
    assertArrayEquals(new double[] {8.0, 8.0, 12.0, 12.0}, gradient.toDoubleArray());
  }

  @Test
  void backwardInsideRunsInTheDTypesOfForward() {
    Tensor wide = x.matmul(w).exp().sum();
    Tensor outside = Grad.of(wide, w).getFirst();
    Tensor again = x.matmul(w).exp().sum();
    Tensor inside = Autocast.with(DType.BF16, () -> Grad.of(again, w).getFirst());
    assertArrayEquals(outside.toDoubleArray(), inside.toDoubleArray());
  }

  @Test
  void checkpointsRunAgainAsTheyRan() {
    Tensor plain = Autocast.with(DType.BF16, () -> body(x));
    double[] expected = Grad.of(plain, w).getFirst().toDoubleArray();
    Tensor kept = Autocast.with(DType.BF16, () -> Grad.checkpoint(this::body, x));
    assertEquals(plain.item(), kept.item());
    assertArrayEquals(expected, Grad.of(kept, w).getFirst().toDoubleArray());
  }

  private Tensor body(Tensor input) {
    return input.matmul(w).tanh().matmul(w).square().sum();
  }

  @Test
  void aUsersFunctionIsMixedInside() {
    Function product =
        new Function() {
          @Override
          protected List<Tensor> forward(Function.Context context, List<Tensor> inputs) {
            return List.of(inputs.get(0).matmul(inputs.get(1)));
          }

          @Override
          protected List<@Nullable Tensor> backward(
              Function.Context context, List<Tensor> upstream) {
            assertEquals(Optional.empty(), Autocast.current());
            return List.of(upstream.getFirst(), upstream.getFirst());
          }
        };
    Tensor result = Autocast.with(DType.BF16, () -> product.apply(x, w));
    assertEquals(DType.BF16, result.dtype());
  }

  @Test
  void differentiatesTwice() {
    Tensor loss = Autocast.with(DType.F16, () -> x.matmul(w).square().sum());
    Tensor first =
        Grad.of(List.of(loss), List.of(w), Grad.Options.DEFAULT.creatingGraph()).getFirst();
    assertEquals(DType.F32, first.dtype());
    Tensor second = Grad.of(first.sum(), w).getFirst();
    assertEquals(DType.F32, second.dtype());
    // The Hessian of |x w|² times ones is 2 xᵀ x times ones.
    assertArrayEquals(new double[] {48.0, 48.0, 68.0, 68.0}, second.toDoubleArray());
  }
}
