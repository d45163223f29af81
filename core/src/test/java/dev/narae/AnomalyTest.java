package dev.narae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The search for the call whose gradient is not a number. */
final class AnomalyTest {

  private static Tensor rootOfZero(Tensor x) {
    return x.sub(1).sqrt().mul(0);
  }

  private static boolean shows(Throwable cause, String method) {
    return Arrays.stream(cause.getStackTrace()).anyMatch(f -> f.getMethodName().equals(method));
  }

  @Test
  void namesTheOperationAndShowsItsCall() {
    Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
    try (var _ = Grad.detectAnomaly()) {
      Tensor y = rootOfZero(x).sum();
      AutogradException error = assertThrows(AutogradException.class, y::backward);
      assertEquals(
          "backward of sqrt: the gradient of its input 0 of shape [2] contains NaN; the cause shows"
              + " the forward call",
          error.getMessage());
      Throwable cause = Objects.requireNonNull(error.getCause());
      assertEquals("the forward call of sqrt", cause.getMessage());
      assertTrue(shows(cause, "rootOfZero"));
    }
    assertNull(x.grad());
    rootOfZero(x).sum().backward();
    assertNotNull(x.grad());
  }

  @Test
  void aGraphFromBeforeIsWatchedWithoutAStack() {
    Tensor x = Tensor.of(new double[] {1}).requiresGrad(true);
    Tensor y = rootOfZero(x);
    try (var _ = Grad.detectAnomaly()) {
      AutogradException error = assertThrows(AutogradException.class, y::backward);
      assertTrue(String.valueOf(error.getMessage()).contains("make the forward call inside"));
      assertNull(error.getCause());
    }
  }

  @Test
  void callsMadeByABackwardShowWhatTheyComeFrom() {
    Tensor x = Tensor.of(new double[] {0}).requiresGrad(true);
    try (var _ = Grad.detectAnomaly()) {
      Tensor y = x.pow(1.5).sum();
      Tensor first =
          Grad.of(List.of(y), List.of(x), Grad.Options.DEFAULT.creatingGraph()).getFirst();
      AutogradException error =
          assertThrows(AutogradException.class, () -> first.mul(0).sum().backward());
      Throwable call = Objects.requireNonNull(error.getCause());
      assertTrue(String.valueOf(call.getMessage()).contains("made by backward of pow"));
      assertEquals("the forward call of pow", Objects.requireNonNull(call.getCause()).getMessage());
    }
  }

  @Test
  void otherFailuresShowTheCallToo() {
    Tensor x = Tensor.of(new double[] {1}).requiresGrad(true);
    try (var _ = Grad.detectAnomaly()) {
      Tensor y = x.mul(1);
      Tensor z = y.square();
      y.zero();
      AutogradException error = assertThrows(AutogradException.class, z::backward);
      assertEquals("the forward call of square", error.getSuppressed()[0].getMessage());
    }
  }

  @Test
  void thePassesInsideAPassAreWatchedAndTheModeEnds() {
    Tensor x = Tensor.of(new double[] {2, 3, 4}).requiresGrad(true);
    try (var _ = Grad.detectAnomaly();
        var _ = Grad.enableGrad()) {
      x.prod().backward();
    }
    assertEquals(
        List.of(12.0, 8.0, 6.0),
        Arrays.stream(Objects.requireNonNull(x.grad()).toDoubleArray()).boxed().toList());
    assertTrue(!Context.current().anomaly);
  }
}
