package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.UpdateBatch;
import org.junit.jupiter.api.Test;

/** Changes that wait see their operands as they were, also where these are large. */
class UpdateBatchTest {
  private static final long SIZE = 100_000;

  @Test
  void operandsWhoseScopeEndsMeanwhileAreReadBefore() {
    Tensor sum = Tensor.ones(SIZE);
    try (UpdateBatch _ = UpdateBatch.open()) {
      try (Scope _ = Scope.open("a term")) {
        sum.addInPlace(Tensor.ones(SIZE));
      }
      // Takes the memory that has just become free.
      Tensor.zeros(SIZE);
    }
    assertEquals(2 * SIZE, sum.sum().item());
  }

  @Test
  void whatIsReadInBetweenIsUpToDate() {
    Tensor x = Tensor.ones(SIZE);
    Tensor small = Tensor.ones(10);
    try (UpdateBatch _ = UpdateBatch.open()) {
      x.mulInPlace(2);
      small.addInPlace(x.narrow(0, 0, 10));
      x.addInPlace(1);
      assertEquals(3 * SIZE, x.sum().item());
    }
    assertEquals(30, small.sum().item());
  }
}
