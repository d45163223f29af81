package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Generator;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.UpdateBatch;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Changes of many tensors in one launch. */
@Isolated
@ResourceLock(SimulatedGpu.GENERATOR)
class UpdateBatchTest {
  private static final Device OWN = Device.of("cuda-own");

  /** m = m + a (g - m). */
  private static final Formula FIRST =
      Formula.of("first", 2, 1, Expr.arg(0).add(Expr.scalar(0).mul(Expr.arg(1).sub(Expr.arg(0)))));

  /** p = p - a m / (|m| + b). */
  private static final Formula STEP =
      Formula.of(
          "step",
          2,
          2,
          Expr.arg(0)
              .sub(
                  Expr.scalar(0)
                      .mul(Expr.arg(1))
                      .mul(Expr.arg(1).abs().add(Expr.scalar(1)).reciprocal())));

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  private record Slot(Tensor parameter, Tensor moment, Tensor gradient) {
    static Slot of(long size, DType dtype) {
      Shape shape = Shape.of(size);
      return new Slot(
          Tensor.normal(shape, 0, 1, DType.F32).to(dtype),
          Tensor.normal(shape, 0, 1, DType.F32).to(dtype),
          Tensor.normal(shape, 0, 1, DType.F32).to(dtype));
    }

    void step(double rate) {
      moment.update(FIRST, List.of(gradient), 0.1);
      parameter.update(STEP, List.of(moment), rate, 1e-3);
    }
  }

  private static List<Slot> slots(int count, DType dtype) {
    Generator.manualSeed(1);
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      slots.add(Slot.of(i == 5 ? 70_001 : 1 + i * 37L % 200, dtype));
    }
    // A part of a larger tensor, not at a multiple of 16 bytes, and columns.
    Slot whole = Slot.of(64, dtype);
    slots.add(
        new Slot(
            whole.parameter.narrow(0, 1, 21),
            whole.moment.narrow(0, 3, 21),
            whole.gradient.narrow(0, 2, 21)));
    Slot matrix = Slot.of(64, dtype);
    slots.add(
        new Slot(
            matrix.parameter.reshape(8, 8).t(),
            matrix.moment.reshape(8, 8),
            matrix.gradient.reshape(8, 8)));
    return slots;
  }

  private static void assertSameBits(int count, DType dtype, long mostLaunches) {
    Device.with(
        OWN,
        () -> {
          List<Slot> alone = slots(count, dtype);
          List<Slot> together = slots(count, dtype);
          for (int step = 0; step < 3; step++) {
            double rate = 0.1 / (1 + step);
            alone.forEach(slot -> slot.step(rate));
            Backends.open(OWN).synchronize();
            long before = SimulatedGpu.count("launches");
            try (UpdateBatch _ = UpdateBatch.open()) {
              together.forEach(slot -> slot.step(rate));
            }
            Backends.open(OWN).synchronize();
            assertTrue(SimulatedGpu.count("launches") > before);
            assertTrue(SimulatedGpu.count("launches") - before <= mostLaunches);
          }
          for (int i = 0; i < alone.size(); i++) {
            assertArrayEquals(
                alone.get(i).parameter.toDoubleArray(), together.get(i).parameter.toDoubleArray());
            assertArrayEquals(
                alone.get(i).moment.toDoubleArray(), together.get(i).moment.toDoubleArray());
          }
        });
  }

  /** Two for all, and one for the parameter in columns. */
  @Test
  void aFewLaunchesForAll() {
    assertSameBits(30, DType.F32, 3);
  }

  @Test
  void moreThanArgumentsHaveRoomFor() {
    assertSameBits(150, DType.F32, 8);
  }

  @Test
  void otherDTypes() {
    assertSameBits(12, DType.F64, 3);
    assertSameBits(12, DType.BF16, 3);
  }

  @Test
  void whatIsReadInBetweenIsUpToDate() {
    Device.with(
        OWN,
        () -> {
          Tensor x = Tensor.ones(10);
          Tensor y = Tensor.ones(10);
          try (UpdateBatch _ = UpdateBatch.open()) {
            x.mulInPlace(2);
            assertEquals(20, x.sum().item());
            x.addInPlace(y);
            y.mulInPlace(5);
            assertArrayEquals(new double[] {3, 3}, x.narrow(0, 0, 2).toDoubleArray());
            y.addInPlace(x);
          }
          assertEquals(80, y.sum().item());
          assertEquals(30, x.sum().item());
        });
  }
}
