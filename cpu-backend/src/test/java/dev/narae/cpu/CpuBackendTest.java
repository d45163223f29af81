package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.expr.Formula;
import dev.narae.spi.Epilogue;
import dev.narae.spi.FusedOp;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the backend itself does: transfers, the epilogue of products, the choice of kernels. */
class CpuBackendTest {
  private final CpuBackend backend = new CpuBackend(new CpuOptions(2, 0, Long.MAX_VALUE));

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void transfersRespectOffsets() {
    CpuBuffer buffer = (CpuBuffer) backend.allocate(64);
    buffer.segment().fill((byte) 0);
    backend.upload(MemorySegment.ofArray(new byte[] {1, 2, 3}), buffer, 5);
    byte[] back = new byte[5];
    backend.download(buffer, 4, MemorySegment.ofArray(back));
    assertArrayEquals(new byte[] {0, 1, 2, 3, 0}, back);
  }

  @Test
  void theEpilogueSeesTheProduct() {
    View a = Sample.dense(backend, DType.F32, Shape.of(1, 2, 2), 1, 2, 3, 4);
    View b = Sample.dense(backend, DType.F32, Shape.of(1, 2, 2), 5, 6, 7, 8);
    View bias = Sample.dense(backend, DType.F32, Shape.of(2), -20, -30);
    View out = Sample.dense(backend, DType.F32, Shape.of(1, 2, 2), 0, 0, 0, 0);
    Formula relu = Formula.binary("biasRelu", (x, y) -> x.add(y).relu());
    Epilogue epilogue =
        new Epilogue(
            relu.kernel(DType.F32, DType.F32),
            List.of(bias.with(bias.layout().broadcastTo(out.shape()))));
    backend.matmul(a, b, out, epilogue);
    assertArrayEquals(new double[] {0, 0, 23, 20}, Sample.values(out));
  }

  @Test
  void integersHaveNoFusedKernels() {
    View x = Sample.dense(backend, DType.I32, Shape.of(2), 1, 2);
    assertFalse(backend.tryFused(new FusedOp.Softmax(), List.of(x), List.of(x)));
  }
}
