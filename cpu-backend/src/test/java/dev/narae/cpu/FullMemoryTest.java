package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.OutOfDeviceMemoryException;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.spi.Backend;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Operators on a device whose memory is full. */
class FullMemoryTest {
  private static final Device SMALL = Device.of("cpu-small");
  private static final long STEP = 256 << 10;

  private final Backend backend = Backends.open(SMALL);

  private static Tensor piece() {
    return Tensor.zeros(Shape.of(STEP / 4), DType.F32, SMALL);
  }

  @Test
  void aLoopOfOperatorsWithMemoryOfTheirOwnNeedsNoMemoryCode() {
    for (int i = 0; i < 200; i++) {
      int rows = 1000 + i % 7 * 500;
      Tensor x = Tensor.arange(rows * 64L, DType.F32, SMALL).neg().reshape(rows, 64);
      Tensor sorted = x.sort(0).values(); // a column at a time, in the operator's own memory
      assertEquals(-63 - 64 * (rows - 1), sorted.narrow(0, 0, 1).narrow(1, 63, 1).item());
    }
  }

  @Test
  void whatIsInUseIsNotReclaimed() {
    Backends.reclaim(); // what other tests left
    try (Scope _ = Scope.open()) {
      Tensor x = Tensor.ones(Shape.of(16384, 16), DType.F32, SMALL);
      List<Tensor> used =
          Stream.generate(FullMemoryTest::piece)
              .limit((CpuVariants.Small.MEMORY - backend.memory().live()) / STEP - 8)
              .toList();
      OutOfDeviceMemoryException e =
          assertThrows(OutOfDeviceMemoryException.class, () -> x.sort(0));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("close what is no longer needed"), message);
      used.forEach(tensor -> assertEquals(0, tensor.narrow(0, 7, 1).item()));
    }
  }

  @Test
  void anEmptyCacheKeepsNothing() {
    Tensor kept = Tensor.ones(Shape.of(STEP), DType.F32, SMALL);
    try (Scope _ = Scope.open()) {
      Tensor.ones(Shape.of(2 * STEP), DType.F32, SMALL);
    }
    assertTrue(backend.memory().cached() >= 8 * STEP);
    backend.emptyCache();
    assertTrue(backend.memory().cached() < 8 * STEP);
    assertEquals(1, kept.narrow(0, 5, 1).item());
  }
}
